"""Rules for schedules, proved by running PyTorch's schedulers."""

from __future__ import annotations

import pytest
import torch

from np2torch.rule import RuleError
from np2torch.rulebook import read_rulebook
from np2torch.schedule_rules import ScheduleRule, schedule_rules

RULES = read_rulebook().schedules()
VALUES = {"gamma": [0.9, 0.5, 1.1], "step_size": [1, 3, 7], "milestones": [[2], [1, 5, 30], [0]]}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("turn", range(3))
def test_both_sides_give_the_same_rates(rule: ScheduleRule, turn: int) -> None:
    assert largest_difference(rule, {name: VALUES[name][turn] for name in rule.parameters}) < 1e-12


def largest_difference(rule: ScheduleRule, values: dict[str, object]) -> float:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    call = rule.text("optimizer", {name: repr(value) for name, value in values.items()})
    scheduler = eval(call, {"torch": torch, "optimizer": optimizer})
    found = 0.0
    for t in range(60):
        by_rule = 0.3 * rule.factor_at(t, values)
        found = max(found, abs(optimizer.param_groups[0]["lr"] - by_rule) / by_rule)
        optimizer.step()
        scheduler.step()
    return found


def test_a_wrong_rule_is_noticed() -> None:
    text = (
        "@schedule\ndef wrong(t, *, step_size, gamma=0.1):\n    factor = gamma ** ((t + 1) // step_size)\n"
        "    return torch.optim.lr_scheduler.StepLR(optimizer, step_size=step_size, gamma=gamma)\n"
    )
    (rule,) = schedule_rules(text, "wrong.py")
    assert largest_difference(rule, {"step_size": 3, "gamma": 0.5}) > 0.1


@pytest.mark.parametrize(
    "text",
    [
        "@schedule\ndef f(t, *, gamma):\n    factor = gamma**t\n    return gamma\n",
        "@schedule\ndef f(*, gamma):\n    factor = gamma\n    return torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=gamma)\n",
        "@schedule\ndef f(t:\n",
    ],
)
def test_a_mistake_in_a_rule_is_said_with_its_place(text: str) -> None:
    with pytest.raises(RuleError, match=r"mine\.py:\d+: "):
        list(schedule_rules(text, "mine.py"))
