"""Recomputes the answer of a numeric question from its formula. Nothing is executed: the expression is walked."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping

MAX_LENGTH = 200
MAX_NODES = 80

_OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
    ast.Pow: math.pow,
}
FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "ceil": math.ceil,
    "floor": math.floor,
    "min": min,
    "max": max,
    "log": math.log,
    "sqrt": math.sqrt,
    "round": round,
}
"""`log` is the natural one; `log(x, 2)` and `log(x, 10)` name their foundation."""


class FormulaError(ValueError):
    """The formula cannot be computed; the text says why."""


def names(formula: str) -> set[str]:
    """Names of the inputs that a formula uses. Raises FormulaError."""
    nodes = list(ast.walk(_parsed(formula)))
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    return {node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in called} - FUNCTIONS.keys()


def computed(formula: str, inputs: Mapping[str, float]) -> float:
    """Value of a formula over its inputs. Raises FormulaError; always ends quickly, for all numbers are floats."""
    try:
        value = _value(_parsed(formula).body, inputs)
    except ZeroDivisionError:
        raise FormulaError("divides by zero") from None
    except (ValueError, OverflowError, TypeError) as error:
        raise FormulaError(str(error)) from None
    if not math.isfinite(value):
        raise FormulaError("gives no finite number")
    return value


def _parsed(formula: str) -> ast.Expression:
    if len(formula) > MAX_LENGTH:
        raise FormulaError(f"has {len(formula)} characters; at most {MAX_LENGTH}")
    try:
        tree = ast.parse(formula.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise FormulaError("is not an expression of + - * / ** and functions") from None
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES:
        raise FormulaError("is too long; split the question")
    return tree


def _value(node: ast.expr, inputs: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name) if name in inputs:
            return float(inputs[name])
        case ast.Name(id=name):
            raise FormulaError(f'uses "{name}", which is not among the inputs')
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, inputs)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
            return _OPERATORS[type(operator)](_value(left, inputs), _value(right, inputs))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            return _called(name, [_value(argument, inputs) for argument in arguments])
    raise FormulaError(f"may only use + - * / ** and {' '.join(FUNCTIONS)}")


def _called(name: str, arguments: list[float]) -> float:
    if name in ("min", "max") and not arguments:
        raise FormulaError(f"calls {name} without numbers")
    if name in ("min", "max"):
        return float(FUNCTIONS[name](arguments))
    if name == "round" and len(arguments) == 2:
        return float(round(arguments[0], int(arguments[1])))
    return float(FUNCTIONS[name](*arguments))
