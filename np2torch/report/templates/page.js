"use strict";
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const why = document.getElementById("why");
let pinned = null;

// --- the reason of a line: while it is pointed at or in focus, or kept by a click ---

function show(row) {
  all(".row.open").forEach(other => other.classList.remove("open"));
  row.classList.add("open");
  why.querySelector("ul").replaceWith(reasons(row));
  why.hidden = false;
}

function reasons(row) {
  const list = row.querySelector(".reasons").cloneNode(true);
  list.hidden = false;
  return list;
}

function hide() {
  pinned = null;
  all(".row.open").forEach(row => row.classList.remove("open"));
  why.hidden = true;
}

const rowOf = event => event.target.closest && event.target.closest(".row[tabindex]");
document.addEventListener("mouseover", event => { const row = rowOf(event); if (row && !pinned) show(row); });
document.addEventListener("focusin", event => { const row = rowOf(event); if (row) { pinned = null; show(row); } });
document.addEventListener("click", event => { const row = rowOf(event); if (row) { show(row); pinned = row; } });
document.getElementById("close").addEventListener("click", hide);

document.addEventListener("keydown", event => {
  if (event.key === "Escape") return hide();
  const row = rowOf(event);
  if (!row) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    show(row);
    pinned = row;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const rows = all(".row[tabindex]", row.closest(".panel")).filter(r => r.offsetParent !== null);
    const next = rows[rows.indexOf(row) + step];
    if (next) next.focus();
  }
});

// --- the stages ---

function select(tab) {
  for (const other of all("[role=tab]", tab.parentElement)) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", chosen);
    other.tabIndex = chosen ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
  }
  hide();
}

for (const tab of all("[role=tab]")) {
  tab.addEventListener("click", () => select(tab));
  tab.addEventListener("keydown", event => {
    const tabs = all("[role=tab]:not(:disabled)", tab.parentElement), here = tabs.indexOf(tab);
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    tabs[next % tabs.length].focus();
    select(tabs[next % tabs.length]);
  });
}

// --- dark or light: as the system has it, until the button is pressed ---

const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = on => document.documentElement.classList.toggle("dark", on);
paint(dark.matches);
dark.addEventListener("change", event => paint(event.matches));
document.getElementById("theme").addEventListener("click", () => paint(!document.documentElement.classList.contains("dark")));
