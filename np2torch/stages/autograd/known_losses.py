"""Losses of PyTorch's, where the program has no expression for what its gradients are the derivatives of."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...effects import is_pure
from ...facts import Facts
from ...rehearsal.scalar import Scalar, depends
from .candidates import is_plain
from .evidence import Step
from .gradients import Gradients
from .program import Program
from .spots import Spot
from .veils import serials

Shape = tuple[int, ...]
PROBABILITIES = ("binary_cross_entropy", "binary_cross_entropy_with_logits")
ELEMENTWISE = ("mse_loss", *PROBABILITIES, "l1_loss")
REDUCTIONS = ("", ', reduction="sum"')
SUMMED = (
    "(({output} - {target}) ** 2).sum()",
    'torch.nn.functional.binary_cross_entropy({output}, {target}, reduction="sum")',
)
UNNAMED = 8  # expressions without a name that are tried as outputs


def known_losses(gradients: Gradients, step: Step, spot: Spot) -> list[ast.expr]:
    """PyTorch's losses of what the step computed from the parameters, and of what it did not."""
    outputs, targets = tensors_at(gradients, step, spot)
    found: list[ast.expr] = []
    for output, (shape, _) in outputs.items():
        for target, (target_shape, dtype) in targets.items():
            if target_shape == shape and not dtype.startswith(("float", "bool")):
                found += squares(output, target)
            wanted = fitting_dtype(shape, target_shape)
            as_wanted = target if dtype == wanted else f"{target}.to(torch.{wanted})"
            for loss in fitting_losses(shape, target_shape, dtype):
                found += [
                    ast.parse(f"torch.nn.functional.{loss}({output}, {as_wanted}{r})", mode="eval").body
                    for r in REDUCTIONS
                ]
    return found


def summed_losses(program: Program, spot: Spot) -> Iterator[ast.expr]:
    """Losses of what a function of the program predicts, one after another, for the pairs that the block goes over."""
    for statement in spot.before:
        match statement:
            case ast.For(ast.Tuple([ast.Name(), ast.Name()]) as pair, ast.Name() | ast.Attribute() as pairs):
                names = [n.id for n in pair.elts if isinstance(n, ast.Name)]
                for given, wanted in (names, names[::-1]):
                    for predict in predictors(program, spot, given):
                        for loss in SUMMED:
                            text = loss.format(output=f"{predict}({given})", target=wanted)
                            head = f"for {', '.join(names)} in {ast.unparse(pairs)}"
                            yield ast.parse(f"sum({text} {head})", mode="eval").body


def predictors(program: Program, spot: Spot, given: str) -> Iterator[str]:
    """Functions of the program that take one thing, and methods of the object whose method the spot is in."""
    own = program.scope(spot.statement)
    around = program.facts.parents.get(own) if own is not None else None
    for node in program.nodes:
        if isinstance(node, ast.FunctionDef) and node is not own and is_plain(node):
            parameters = [a.arg for a in node.args.args]
            holder = program.facts.parents[node]
            if isinstance(holder, ast.Module) and len(parameters) == 1:
                yield node.name
            elif holder is around and isinstance(around, ast.ClassDef) and len(parameters) == 2:
                yield f"{parameters[0]}.{node.name}"


def squares(output: str, target: str) -> Iterator[ast.expr]:
    """The squared error of a target that is no float, for which PyTorch's own has no gradient."""
    for method in ("sum", "mean"):
        yield ast.parse(f"(({output} - {target}) ** 2).{method}()", mode="eval").body


def fitting_losses(shape: Shape, target: Shape, dtype: str) -> tuple[str, ...]:
    """Their names; those of classes and of probabilities take what is no float too, once it is converted."""
    if shape == target and dtype.startswith("float"):
        return (*ELEMENTWISE, "cross_entropy") if len(shape) == 2 and shape[1] > 1 else ELEMENTWISE
    if shape == target:
        return PROBABILITIES
    return ("cross_entropy",) if len(shape) == 2 and target == shape[:1] and not dtype.startswith("float") else ()


def fitting_dtype(shape: Shape, target: Shape) -> str:
    return "float64" if shape == target else "int64"


Named = dict[str, tuple[Shape, str]]


def tensors_at(gradients: Gradients, step: Step, spot: Spot) -> tuple[Named, Named]:
    """Texts of what depends on the parameters at the spot, those with names first, and names of what does not; the
    latest first. An attribute is a name."""
    program, trace = gradients.program, step.trace
    parameters = {v.serial for e in step.executions for v in e.old.values if type(v) is Scalar}
    own = {v.serial for e in step.executions if e.place.target for v in e.old.values if type(v) is Scalar}
    scope = program.scope(spot.statement)
    outputs, unnamed, targets = Named(), Named(), Named()
    before = spot_event(gradients, step, spot)
    for event in range(step.end - 1, -1, -1):
        node, value = program.nodes[trace.nodes[event]], trace.values[event]
        if value.tensor is None or program.scope(node) is not scope:
            continue
        entry = tuple(value.shape), value.tensor.dtype
        is_output = event >= step.iteration.event and depends(value.values, parameters, step.iteration.serial)
        if is_output and serials(value) <= own:
            continue  # a parameter itself predicts nothing: what moves it to a value is an average
        if not is_name(node):
            if is_output and len(unnamed) < UNNAMED and is_repeatable(node, program.facts):
                unnamed.setdefault(ast.unparse(node), entry)
        elif event >= before:
            continue
        elif is_output:
            outputs.setdefault(ast.unparse(node), entry)
        elif ast.unparse(node) not in outputs and not any(
            type(v) is Scalar and v.serial in parameters for v in value.values
        ):
            targets.setdefault(ast.unparse(node), entry)
    return {**outputs, **unnamed}, targets


def is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name))


def is_repeatable(node: ast.AST, facts: Facts) -> bool:
    return isinstance(node, (ast.BinOp, ast.Call)) and is_pure(node, facts)


def spot_event(gradients: Gradients, step: Step, spot: Spot) -> int:
    number = gradients.program.numbers[spot.statement]
    return next((e for e, s in step.trace.statements if s == number and e >= step.iteration.event), step.end)
