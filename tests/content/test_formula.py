"""Formulas of numeric questions: arithmetic only, always an answer or a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.formula import FormulaError, computed, names


@pytest.mark.parametrize(
    ("text", "inputs", "value"),
    [
        ("keys / (n + 1)", {"keys": 100, "n": 9}, 10),
        ("-a + 2 ** 10", {"a": 24}, 1000),
        ("ceil(a / b)", {"a": 7, "b": 2}, 4),
        ("floor(a / b)", {"a": 7, "b": 2}, 3),
        ("min(a, b) + max(a, b, 9)", {"a": 7, "b": 2}, 11),
        ("log(1024, 2)", {}, 10),
        ("log(1)", {}, 0),
        ("sqrt(a)", {"a": 81}, 9),
        ("round(2.567, 1) + round(1.2)", {}, 3.6),
        ("links * 500 * 3 / 10**12", {"links": 1.2e9}, 1.8),
    ],
)
def test_formula_gives_its_value(text: str, inputs: dict[str, float], value: float) -> None:
    assert computed(text, inputs) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "1 +", "1; 2", "x = 1", "lambda: 1", "[1]", "'a' * 9", "True", "1 if 1 else 2", "1 // 2", "7 % 2",
        "+1", "min()", "log(0)", "log(-1)", "sqrt(-1)", "(-8) ** 0.5", "1 / 0", "9 ** 9 ** 9 ** 9", "1e308 * 10",
        "abs(1)", "open('x')", "(1).real", "round(1, 2, 3)", "min(*x)", "max(a=1)", "ceil(1e308 * 10)", "1" * 300,
        "(" * 99 + ")" * 99,
        "-" * 150 + "1", "1 +" * 60 + "1", "1j", "\x00",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        computed(text, {})


@given(st.text("0123456789+-*/.() aelogxfr,", max_size=60))
def test_any_text_gives_a_number_or_a_reason(text: str) -> None:
    try:
        value = computed(text, {"a": 2.0, "x": 0.5})
    except FormulaError as error:
        value = float(len(str(error)))
    assert isinstance(value, float)


def test_names_are_the_inputs_that_are_used() -> None:
    assert names("ceil(keys / n) + keys") == {"keys", "n"}
