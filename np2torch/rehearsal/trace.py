"""What a rehearsal saw: the values of expressions in their order, the iterations of loops, updates in place."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from ..arrivals import Arrivals
from .conditions import Conditions
from .instrument import Script
from .scalar import OutOfBudget, Scalar, Tape, depends, leaf
from .tensor import FLOATS, Leaves, Tensor, Unsupported, spend


@dataclass(frozen=True, slots=True)
class Seen:
    """A value at a moment; of a tensor its elements then, of a number the number itself."""

    tensor: Tensor | None
    held: Any  # the storage's values then, or the number

    @property
    def values(self) -> list[Any]:
        if self.tensor is None:
            return [self.held]
        return self.held if self.tensor.index is None else [self.held[i] for i in self.tensor.index]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.tensor.shape) if self.tensor is not None else ()

    @property
    def number(self) -> float | int | None:
        """The value of a number, or of a tensor's only element."""
        values = self.values
        return values[0] if len(values) == 1 else None

    @property
    def identity(self) -> int | None:
        """The same for the same tensor, or for the same number on the tape."""
        if self.tensor is not None:
            return id(self.tensor)
        return -self.held.serial if type(self.held) is Scalar else None


Counts = tuple[int, ...]  # of the iterations of nested loops


@dataclass(frozen=True, slots=True)
class Iteration:
    """One pass through a loop's body: from which event and which scalar on it goes."""

    loop: int
    event: int
    serial: int
    count: int


@dataclass(slots=True)
class InPlace:
    """An augmented assignment, each time that it is run."""

    statement: int
    value: int  # the node of what is added
    start: int  # event at which it begins
    before: Seen | None
    loops: tuple[Iteration, ...]
    end: int = 0
    after: Seen | None = None


@dataclass
class Trace:
    """Events are (node, value), in the order of the run."""

    nodes: list[int] = field(default_factory=list)
    values: list[Seen] = field(default_factory=list)
    in_place: list[InPlace] = field(default_factory=list)
    stacks: list[tuple[int, tuple[Iteration, ...]]] = field(default_factory=list)  # from which event on
    statements: list[tuple[int, int]] = field(default_factory=list)  # event, statement that begins there
    begun: list[int] = field(default_factory=list)  # the youngest scalar when each of them began
    probed: list[tuple[int, int, Seen]] = field(default_factory=list)  # probe, event, value
    outcomes: dict[int, dict[Counts, set[bool]]] = field(default_factory=dict)  # of conditions in training loops' steps
    limited: set[int] = field(default_factory=set)
    arrivals: Arrivals = field(default_factory=Arrivals)
    backward: list[int] = field(default_factory=list)  # events before which backward passes were run
    backward_loops: list[tuple[Iteration, ...]] = field(default_factory=list)  # and in which iterations
    far: dict[int, int] = field(default_factory=dict)  # loop: the event from which on its parameters are far out
    places: dict[int, list[int]] | None = None
    first: dict[int, int] | None = None

    def events_of(self, node: int) -> list[int]:
        if self.places is None:
            self.places = {}
            for event, n in enumerate(self.nodes):
                self.places.setdefault(n, []).append(event)
        return self.places.get(node, [])

    def latest(self, node: int, before: int) -> int | None:
        """The last event of a node before an event."""
        events = self.events_of(node)
        at = bisect_left(events, before)
        return events[at - 1] if at else None

    def made_at(self, seen: Seen) -> int | None:
        """The first event that has this very tensor, or this very number."""
        if self.first is None:
            self.first = {}
            for event, value in enumerate(self.values):
                if value.identity is not None:
                    self.first.setdefault(value.identity, event)
        return self.first.get(seen.identity) if seen.identity is not None else None

    def statement_of(self, scalar: Scalar) -> int:
        """The statement in which a scalar was made."""
        at = bisect_left(self.begun, scalar.serial)
        return self.statements[at - 1][1] if at else NO_STATEMENT

    def loops_at(self, event: int) -> tuple[Iteration, ...]:
        at = bisect_left(self.stacks, event + 1, key=lambda s: s[0])
        return self.stacks[at - 1][1] if at else ()


@dataclass(frozen=True, slots=True)
class Replacement:
    """A sum that may be a parameter's new value: the nodes of the sum, of the old value, and of what is added."""

    result: int
    old: int
    added: tuple[int, ...]


NO_STATEMENT = -1
ITERATION = 20  # what a pass through a loop's body costs, of the rehearsal's budget
FAR = 1000.0  # times as large are parameters that are far out
SIZED = (range, list, tuple, Tensor)  # what a loop may go over whose end is known
ROUNDS = 2  # iterations of the loops around one
THINGS = 6  # those of a loop around it that goes over things, such as optimizers to compare, and not over numbers


class Recorder:
    """The hooks that an instrumented program calls."""

    def __init__(self, conditions: Conditions, script: Script, replacements: Iterable[Replacement] = ()) -> None:
        self.conditions, self.script = conditions, script
        self.trace = Trace(limited=set(conditions.limited), arrivals=conditions.arrivals)
        self.replacements = {r.result: r for r in replacements}
        self.replaced: list[int] = []  # events of the sums among them
        self.draws = random.Random(conditions.seed)
        self.stack: list[Iteration] = []
        self.passes: dict[int, deque[Iteration]] = {}  # of each loop the last two
        self.around: set[int] = set()

    def hooks(self) -> dict[str, Callable[..., Any]]:
        return {
            "__see__": self.see,
            "__before__": self.before,
            "__after__": self.after,
            "__iteration__": self.iteration,
            "__leave__": self.leave,
            "__probe__": self.probe,
            "__at__": self.at,
            "__branch__": self.branch,
            "__choose__": self.choose,
            "__some__": self.some,
            "__tape__": self.tape,
            "__each__": each,
            "__item__": self.item,
            "__slice__": slice,
        }

    def backward(self) -> None:
        self.trace.backward.append(len(self.trace.nodes))
        self.trace.backward_loops.append(tuple(self.stack))

    def see(self, node: int, value: Any) -> Any:
        kind = type(value)
        if kind is Tensor or isinstance(value, Tensor):
            self.trace.nodes.append(node)
            self.trace.values.append(Seen(value, value.storage.values))
            if node in self.replacements:
                self.replaced.append(len(self.trace.nodes) - 1)
        elif kind is Scalar or kind is float or kind is int:
            self.trace.nodes.append(node)
            self.trace.values.append(Seen(None, value))
            if node in self.replacements:
                self.replaced.append(len(self.trace.nodes) - 1)
        return value

    def before(self, statement: int, added: int, value: Any) -> None:
        self.trace.in_place.append(InPlace(statement, added, len(self.trace.nodes), seen(value), tuple(self.stack)))

    def after(self, statement: int, value: Any) -> None:
        record = next(r for r in reversed(self.trace.in_place) if r.statement == statement and r.after is None)
        record.end, record.after = len(self.trace.nodes), seen(value) or record.before

    def tape(self, value: Any, floats: bool = False) -> Any:
        """What may be a parameter: on the tape, and before the loops not at a special value such as zero."""
        if not Tape.implicit:
            return value
        if floats and type(value) is int and not self.stack:
            value = float(value)
        if type(value) is float:
            return leaf(value if self.stack else value + self.noise())
        if isinstance(value, Tensor) and value.dtype in FLOATS and not self.stack and not any(v for v in value.values):
            value.write([float(v) + self.noise() for v in value.values])
        return value

    def noise(self) -> float:
        return self.draws.choice((-1, 1)) * self.draws.uniform(0.05, 0.4)

    def at(self, statement: int) -> None:
        self.trace.statements.append((len(self.trace.nodes), statement))
        self.trace.begun.append(Tape.count)
        if self.conditions.made is not None:
            Tape.making = statement in self.conditions.made

    def branch(self, node: int, condition: Any) -> bool:
        """The outcome of a condition, turned round in training loops where that is asked for."""
        return bool(condition) is not self.turns(node, bool(condition))

    def choose(self, node: int, function: Callable[..., Any], *choices: Any) -> Any:
        """One of two, the other where conditions are turned round."""
        chosen = function(*choices)
        first, second = choices
        return (second if chosen is first else first) if self.turns(node, chosen is first) else chosen

    def turns(self, node: int, outcome: bool) -> bool:
        """Whether a condition is to come out the other way; those in training loops are noted."""
        inner = next((k for k, i in enumerate(self.stack[::-1]) if i.loop in self.script.training), None)
        if inner is None:
            return False
        step = tuple(i.count for i in self.stack[: len(self.stack) - inner])
        self.trace.outcomes.setdefault(node, {}).setdefault(step, set()).add(outcome)
        return node in self.script.turned

    def probe(self, number: int, function: Callable[[], Any]) -> None:
        """The value of an expression that the program does not evaluate here; nothing where it cannot be had."""
        events = len(self.trace.nodes)
        trace = self.trace
        records = trace.nodes, trace.values, trace.in_place, trace.statements, trace.begun, trace.stacks
        before = [(r, len(r)) for r in (*records, self.replaced)]
        stack = list(self.stack)
        try:
            value = seen(function())
        except OutOfBudget:
            raise
        except (Exception, Unsupported):
            value = None
        self.stack[:] = stack
        for record, length in before:
            del record[length:]
        if value is not None:
            self.trace.probed.append((number, events, value))

    def item(self, collection: Any, index: Any) -> Any:
        """`collection[index]`; a record of fewer steps than the program takes ends with its last one."""
        try:
            return collection[index]
        except IndexError:
            if type(collection) is list and type(index) is int and index > 0 and collection and self.trace.limited:
                return collection[-1]
            raise

    # --- loops ------------------------------------------------------------------------------------

    def iteration(self, loop: int, varied: bool = False) -> bool:
        spend(ITERATION)
        count = 0
        if self.stack and self.stack[-1].loop == loop:
            count = self.stack.pop().count + 1
        else:
            self.cut_stack(loop)
        if count > varied:
            self.limit(loop, varied)
        rounds = THINGS if varied else ROUNDS
        enough = count >= (
            self.conditions.steps if loop in self.trace.limited else rounds if loop in self.around else 1 << 30
        )
        if self.conditions.far and loop in self.trace.limited and len(self.passes.get(loop, ())) == 2:
            self.go_far(self.passes[loop][-1])
        self.stack.append(Iteration(loop, len(self.trace.nodes), Tape.count, count))
        self.passes.setdefault(loop, deque(maxlen=2)).append(self.stack[-1])
        self.mark()
        return enough

    def go_far(self, last: Iteration) -> None:
        """What the last iteration replaced by itself plus what it computed from it, many times as large."""
        loops = {last.loop, *(i.loop for i in self.stack)}
        if loops & self.trace.far.keys():
            return
        self.trace.far |= dict.fromkeys(loops, len(self.trace.nodes))
        updated = [r.after for r in self.trace.in_place if r.start >= last.event and self.self_dependent(r, last, 0)]
        updated += [self.trace.values[e] for e in self.replaced if e >= last.event and self.replaces(e, last, 0)]
        tensors = [v.tensor for v in updated if v is not None and v.tensor is not None]
        tensors += [leaf for leaf, writes in Leaves.log if any(w.passes for w in writes)]
        for storage in {t.storage.serial: t.storage for t in tensors}.values():
            storage.values = [v * FAR if isinstance(v, float) else v for v in storage.values]
            Leaves.written(storage)

    def some(self, loop: int, things: Any) -> Iterator[Any]:
        """What a loop goes over; of a limited loop in another the first and the last, which may be a smaller batch."""
        last = len(things) - 1 if isinstance(things, SIZED) else 0
        for count, thing in enumerate(things):
            is_between = self.conditions.steps - 1 <= count < last
            if not (is_between and loop in self.trace.limited and any(i.loop != loop for i in self.stack)):
                yield thing

    def cut_stack(self, loop: int) -> None:
        """A loop that is entered anew while it is on the stack was left by an exception."""
        loops = [i.loop for i in self.stack]
        if loop in loops:
            del self.stack[loops.index(loop) :]

    def leave(self, loop: int, varied: bool = False) -> None:
        if varied and self.stack and self.stack[-1].loop == loop and self.stack[-1].count:
            inner = self.stack.pop()
            self.limit(loop, varied)
            self.stack.append(inner)
        self.cut_stack(loop)
        self.mark()

    def limit(self, loop: int, varied: bool) -> None:
        """From now on a few iterations of it are enough, if it trains something; else loops are limited as given."""
        if self.script.watched and loop not in self.trace.limited and self.is_training(loop, varied):
            self.trace.limited.add(loop)
            self.around |= {i.loop for i in self.stack}

    def mark(self) -> None:
        self.trace.stacks.append((len(self.trace.nodes), tuple(self.stack)))

    def is_training(self, loop: int, varied: bool) -> bool:
        """Whether the iteration that has just ended replaced something by itself plus what it computed from it.

        In a loop over things that may be one of them after another, so it has to be what the last iteration made.
        """
        passes = self.passes[loop]
        last = passes[-1]
        if self.trace.backward and self.trace.backward[-1] >= last.event:
            return True
        floor = next((p.serial for p in passes if p.count < last.count), 0) if varied else 0
        in_place = takewhile(lambda r: r.start >= last.event, reversed(self.trace.in_place))
        replaced = takewhile(lambda event: event >= last.event, reversed(self.replaced))
        return any(self.self_dependent(r, last, floor) for r in in_place) or any(
            self.replaces(event, last, floor) for event in replaced
        )

    def self_dependent(self, record: InPlace, iteration: Iteration, floor: int) -> bool:
        """Whether what an augmented assignment adds depends on the old value."""
        if record.after is None or record.before is None or not is_younger(record.before, floor):
            return False
        events = range(record.start, record.end)
        added = [self.trace.values[e] for e in events if self.trace.nodes[e] == record.value]
        return changed_by_itself(record.before, added[-1:], iteration.serial)

    def replaces(self, event: int, iteration: Iteration, floor: int) -> bool:
        replacement = self.replacements[self.trace.nodes[event]]
        old = self.recent(replacement.old, event, iteration)
        added = [v for n in replacement.added if (v := self.recent(n, event, iteration)) is not None]
        return old is not None and is_younger(old, floor) and changed_by_itself(old, added, iteration.serial)

    def recent(self, node: int, before: int, iteration: Iteration) -> Seen | None:
        for event in range(before - 1, iteration.event - 1, -1):
            if self.trace.nodes[event] == node:
                return self.trace.values[event]
        return None


def is_younger(value: Seen, floor: int) -> bool:
    """Whether a part of the value was computed since the scalar of that serial."""
    return not floor or any(type(v) is Scalar and v.serial >= floor for v in value.values)


def changed_by_itself(old: Seen, added: Sequence[Seen], floor: int) -> bool:
    if not is_float(old):
        return False
    serials = {v.serial for v in old.values if type(v) is Scalar and v.serial <= floor}
    return bool(serials) and any(depends(a.values, serials, floor) for a in added)


def each(items: Iterable[Any]) -> Iterator[Any]:
    """The items of a comprehension, each at the cost of an iteration."""
    for item in items:
        spend(ITERATION)
        yield item


def seen(value: Any) -> Seen | None:
    if isinstance(value, Tensor):
        return Seen(value, value.storage.values)
    return Seen(None, value) if isinstance(value, float) else None


def is_float(value: Seen) -> bool:
    return isinstance(value.held, float) if value.tensor is None else value.tensor.dtype in FLOATS
