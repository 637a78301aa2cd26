"""One YAML file as values that remember the line on which they stand.

The YAML accepted is the plain kind of the authoring guide: no anchors, aliases or tags, no second document, words stay
text unless they are `true`, `false`, `null` or a number (YAML 1.2 core schema; no dates, no `yes`/`no`). Values are
built from the event stream with a bounded depth, because the composer of libyaml recurses and takes the process down
when a file nests deeply enough. What the values mean is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from content.faults import Faults

Where = tuple[str | int, ...]
"""Place of a value in its file: keys and list positions from the root."""

MAX_BYTES = 256 * 1024
"""A lesson has about 20 KB; more than this is not a lesson."""
MAX_DEPTH = 8
"""Lesson, questions, question, options, option: 5 are needed."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}$")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_ADVICE = {
    "mapping values are not allowed in this context": "put a text with a colon and a space in quotes",
    "found character that cannot start any token": "indent with spaces, and quote a text that starts with % @ or `",
    "found a tab character that violates indentation": "indent with spaces",
    "did not find expected key": "check the indentation, and quote a text that goes on after a closing quote",
    "did not find expected '-' indicator": "every item of this list starts with '- ' in the same column",
    "did not find expected ',' or '}'": "quote a text that holds a comma or a brace",
    "did not find expected ',' or ']'": "quote a text that holds a comma or a bracket",
    "could not find expected ':'": "a key needs a colon and a space, a text of several lines needs '|'",
    "found unexpected end of stream": "a quote is not closed",
}


@dataclass
class Document:
    """One file: its text, its value and the lines (from 1) of everything in it."""

    file: str
    text: str
    value: Any = None
    lines: dict[Where, int] = field(default_factory=dict)
    literals: dict[Where, int] = field(default_factory=dict)

    def line(self, where: Where, row: int | None = None) -> int:
        """Line of a value, or of the nearest thing around it that exists.

        `row` is a line inside a literal block (`|`), counted from 0; other texts have only the line of their key.
        """
        if row is not None and where in self.literals:
            return self.literals[where] + row
        while where not in self.lines and where:
            where = where[:-1]
        return self.lines.get(where, 1)


def read_text(path: Path, file: str, faults: Faults) -> str | None:
    """Text of a file, or None after its fault was told: unreadable, too large, not UTF-8."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        faults.add(file, 1, f"The file cannot be read: {error.strerror}.")
        return None
    if len(raw) > MAX_BYTES:
        faults.add(file, 1, f"The file has more than {MAX_BYTES // 1024} KiB; split it.")
        return None
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults.add(file, line, f"The file is not UTF-8 (byte {raw[error.start]:#04x}); save it as UTF-8.")
        return None


def read_document(path: Path, file: str, faults: Faults) -> Document | None:
    """The parsed file; None when it holds no usable value, after its faults were told."""
    text = read_text(path, file, faults)
    if text is None:
        return None
    for match in CONTROL.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        faults.add(file, line, f"Control character U+{ord(match[0]):04X}; remove it.")
    document = Document(file, text)
    try:
        _Builder(document, faults).build(CONTROL.sub(" ", text))
    except yaml.MarkedYAMLError as error:
        faults.add(file, _error_line(error, text), _error_text(error))
        return None
    if document.value is None:
        faults.add(file, 1, "The file is empty.")
        return None
    if not isinstance(document.value, dict):
        kind = "a list" if isinstance(document.value, list) else "a single value"
        faults.add(file, document.line(()), f"The file holds {kind} where keys with values belong.")
        return None
    return document


def _error_line(error: yaml.MarkedYAMLError, text: str) -> int:
    mark = error.problem_mark or error.context_mark
    last = max(1, len(text.splitlines()))
    return min(mark.line + 1, last) if mark else 1


def _error_text(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or error.context or "unknown reason"
    advice = _ADVICE.get(problem)
    return f"Not valid YAML: {problem}" + (f"; {advice}." if advice else ".")


def plain_value(text: str) -> Any:
    """Value of an unquoted scalar."""
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


@dataclass
class _Frame:
    container: dict[str, Any] | list[Any]
    where: Where
    key: str | None = None
    skips: bool = False


class _Builder:
    """Turns events into values; one instance builds one document."""

    def __init__(self, document: Document, faults: Faults) -> None:
        self._document = document
        self._faults = faults
        self._stack: list[_Frame] = []
        self._documents = 0

    def build(self, text: str) -> None:
        """Reads the one document of a text. Raises `yaml.MarkedYAMLError` where it is none."""
        handlers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._begin,
        }
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            handler = handlers.get(type(event))
            if handler:
                handler(event)

    def _begin(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise yaml.MarkedYAMLError(problem="a second document; a file holds one", problem_mark=event.start_mark)

    def _alias(self, event: Any) -> None:
        self._fault(event, f"Alias *{event.anchor} is not allowed; write the value out.")
        self._place(event, None)

    def _close(self, _: Any) -> None:
        self._stack.pop()

    def _adorned(self, event: Any) -> None:
        if event.anchor is not None:
            self._fault(event, f"Anchor &{event.anchor} is not allowed; remove it.")
        if event.tag is not None:
            self._fault(event, f"Tag {event.tag} is not allowed; remove it.")

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._adorned(event)
        frame = self._stack[-1] if self._stack else None
        if frame and frame.key is None and isinstance(frame.container, dict):
            self._take_key(frame, event)
            return
        value = event.value if event.style else plain_value(event.value)
        if event.style == '"' and CONTROL.search(value):
            self._fault(event, "The text holds a control character; remove its escape.")
            value = CONTROL.sub(" ", value)
        where = self._place(event, value)
        if event.style == "|" and where is not None:
            self._document.literals[where] = event.start_mark.line + 2

    def _take_key(self, frame: _Frame, event: Any) -> None:
        frame.key = event.value
        where = (*frame.where, event.value)
        frame.skips = event.value in frame.container
        if frame.skips:
            first = self._document.lines[where]
            self._fault(event, f'"{event.value}" stands here a second time, first in line {first}; remove one.')
        else:
            self._document.lines[where] = event.start_mark.line + 1

    def _open(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._adorned(event)
        frame = self._stack[-1] if self._stack else None
        if len(self._stack) >= MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem=f"nested deeper than {MAX_DEPTH} levels", problem_mark=event.start_mark)
        if frame and isinstance(frame.container, dict) and frame.key is None:
            raise yaml.MarkedYAMLError(problem="a key must be one word", problem_mark=event.start_mark)
        container: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        where = self._place(event, container)
        self._stack.append(_Frame(container, where if where is not None else ("duplicate",)))

    def _place(self, event: Any, value: Any) -> Where | None:
        """Puts a value where it belongs; None when it stands under a repeated key."""
        if not self._stack:
            self._document.value = value
            self._document.lines[()] = event.start_mark.line + 1
            return ()
        frame = self._stack[-1]
        if isinstance(frame.container, list):
            where = (*frame.where, len(frame.container))
            frame.container.append(value)
            self._document.lines.setdefault(where, event.start_mark.line + 1)
            return where
        key, frame.key = frame.key or "", None
        if frame.skips:
            return None
        frame.container[key] = value
        return (*frame.where, key)

    def _fault(self, event: Any, text: str) -> None:
        self._faults.add(self._document.file, event.start_mark.line + 1, text)
