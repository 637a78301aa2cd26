"""From the values of a file to its entry, with a sentence for every value of the wrong shape.

A wrong value does not hide what else is wrong: it is told, a blank takes its place, and the rules skip what they find
there.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Generic, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from content.document import Document, Where
from content.faults import Faults, nearest
from content.schema import Entry

E = TypeVar("E", bound=Entry)


class Found(NamedTuple):
    """What a rule has to say about one place; `row` is a line of a literal block, from 0."""

    where: Where
    text: str
    row: int | None = None


@dataclass(frozen=True)
class Sheet(Generic[E]):
    """One file whose values have the right shape, or a blank where they had not (`broken`)."""

    document: Document
    entry: E
    broken: frozenset[Where]

    @property
    def file(self) -> str:
        """Path relative to the content folder."""
        return self.document.file

    @property
    def stem(self) -> str:
        """File name without folder and suffix."""
        return self.file.rsplit("/", 1)[-1].removesuffix(".yaml")

    def is_sound(self, *where: str | int) -> bool:
        """Whether neither the value there nor anything around it was replaced by a blank."""
        return not any(where[:length] in self.broken for length in range(1, len(where) + 1))

    def is_whole(self, *where: str | int) -> bool:
        """Whether the value there is sound with everything in it."""
        return self.is_sound(*where) and not any(place[: len(where)] == where for place in self.broken)

    def tell(self, found: Iterable[Found], faults: Faults) -> None:
        """Notes what a rule found, but for values that have been told to be broken."""
        for where, text, row in found:
            if self.is_sound(*where):
                faults.add(self.file, self.document.line(where, row), text)


def read_entry(model: type[E], document: Document, faults: Faults) -> Sheet[E]:
    """The entry of a file; every value of the wrong shape is told and blanked."""
    try:
        return Sheet(document, model.model_validate(document.value), frozenset())
    except ValidationError:
        value = copy.deepcopy(document.value)
    broken: set[Where] = set()
    while True:
        try:
            return Sheet(document, model.model_validate(value), frozenset(broken))
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                where = tuple(part for part in detail["loc"] if part != "[key]")
                if not any(where[:length] in broken for length in range(len(where))):
                    faults.add(document.file, document.line(where), _sentence(model, where, detail))
                broken.add(where)
                _mend(model, value, where, detail["type"])


def _mend(model: type[BaseModel], value: Any, where: Where, error_type: str) -> None:
    """Takes an unknown field out, puts a blank in the place of a wrong or missing value."""
    target = value
    for part in where[:-1]:
        target = target[part]
    if error_type == "extra_forbidden":
        del target[where[-1]]
    else:
        target[where[-1]] = _blank(_shape(model, where))


def _shape(model: type[BaseModel], where: Where) -> Any:
    """The annotated type at a place of the model."""
    shape: Any = model
    for part in where:
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            field = shape.model_fields.get(str(part))
            shape = field.annotation if field else str
        else:
            shape = get_args(shape)[-1]
        if get_origin(shape) in (Union, UnionType):
            shape = next(choice for choice in get_args(shape) if choice is not NoneType)
    return shape


def _blank(shape: Any) -> Any:
    if get_origin(shape) is Literal:
        return get_args(shape)[0]
    if get_origin(shape) in (list, dict):
        return get_origin(shape)()
    return {} if issubclass(shape, BaseModel) else shape()


def _sentence(model: type[BaseModel], where: Where, detail: ErrorDetails) -> str:
    name, value = _name(where), detail["input"]
    if detail["type"] == "missing":
        return f'"{where[-1]}" is missing.'
    if detail["type"] == "extra_forbidden":
        shape = _shape(model, where[:-1])
        return f'There is no field "{where[-1]}" here.{nearest(str(where[-1]), shape.model_fields)}'
    if detail["type"] == "literal_error":
        choices = get_args(_shape(model, where))
        guess = nearest(value, choices) if isinstance(value, str) else ""
        return f"{name} is {_shown(value)}; it must be one of {', '.join(choices)}.{guess}"
    if value is None:
        return f"{name} is empty; give it a value or remove it."
    needed = _NEEDED.get(detail["type"])
    return f"{name} is {_shown(value)}; {needed(value) if needed else detail['msg'] + '.'}"


def _name(where: Where) -> str:
    return f'"{where[-1]}"' if where and isinstance(where[-1], str) else "This item"


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{text[:40]}"' if isinstance(value, str) else text[:40]


def _text_needed(value: Any) -> str:
    return "it must be text." if isinstance(value, dict | list) else "it must be text; put it in quotes."


_NEEDED: dict[str, Callable[[Any], str]] = {
    "string_type": _text_needed,
    "int_type": lambda _: "it must be a whole number.",
    "int_from_float": lambda _: "it must be a whole number.",
    "float_type": lambda _: "it must be a number without quotes.",
    "finite_number": lambda _: "it must be a finite number.",
    "bool_type": lambda _: "it must be true or false.",
    "list_type": lambda _: "it must be a list.",
    "dict_type": lambda _: "it must be a mapping of names to values.",
    "model_type": lambda _: "it must be a mapping of fields to values.",
}
