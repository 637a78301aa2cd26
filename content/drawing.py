"""Checks a diagram: 1080 wide, its own opaque ground, text that reads on a phone, nothing fetched or run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

WIDTH = 1080
HEIGHTS = range(760, 1081)
MIN_FONT = 44.0

_FORBIDDEN = frozenset({"script", "foreignobject", "image", "iframe", "animate", "animatetransform", "set"})
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*(px)?\s*$")
_STYLE_FONT = re.compile(r"font-size\s*:\s*([^;}\"']+)")
_STYLE_SHORTHAND = re.compile(r"(?<![\w-])font\s*:")
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)[^)]*\)|@import", re.IGNORECASE)
_INVISIBLE = ("none", "transparent", "")


def drawing_faults(text: str) -> Iterator[tuple[int, str]]:
    """Faults of an SVG as (line, sentence)."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        yield 1, "The SVG declares a document type or entities; remove them."
        return
    reader = _Reader()
    try:
        reader.read(text)
    except expat.ExpatError as error:
        yield error.lineno, f"The SVG is not valid XML: {expat.ErrorString(error.code)}."
    yield from reader.faults


class _Reader:
    """Walks the elements once; keeps the font size that each text inherits."""

    def __init__(self) -> None:
        self.faults: list[tuple[int, str]] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._names: list[str] = []
        self._sizes: list[float | None] = []
        self._size = (0.0, 0.0)
        self._has_ground = False

    def read(self, text: str) -> None:
        self._parser.Parse(text.encode(), True)

    def _fault(self, sentence: str) -> None:
        self.faults.append((self._parser.CurrentLineNumber, sentence))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit(":", 1)[-1].lower()
        if not self._names:
            self._root(name, attributes)
        elif name not in ("title", "desc", "defs", "style") and not self._has_ground and len(self._names) == 1:
            self._has_ground = True
            if not self._is_ground(name, attributes):
                self._fault("The first element must be a rect over the whole picture with an opaque fill.")
        if name in _FORBIDDEN:
            self._fault(f"The element <{tag}> is not allowed in a diagram.")
        self._names.append(name)
        self._attributes(attributes)
        size = self._font_size(attributes)
        self._sizes.append(size if size is not None else self._sizes[-1] if self._sizes else None)
        if name == "text" and self._sizes[-1] is None:
            self._fault(f"The text has no font-size; give it {MIN_FONT:g} or more.")

    def _end(self, _: str) -> None:
        self._names.pop()
        self._sizes.pop()

    def _text(self, text: str) -> None:
        if self._names and self._names[-1] == "style":
            for size in _STYLE_FONT.findall(text):
                self._check_size(size)
            if _OUTSIDE.search(text):
                self._fault("The style refers to something outside the file.")

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        if name != "svg":
            self._fault(f"The root element is <{name}>, not <svg>.")
        width, height = _number(attributes.get("width", "")), _number(attributes.get("height", ""))
        if width != WIDTH:
            self._fault(f'The picture is "{attributes.get("width", "")}" wide; it must be {WIDTH}.')
        if height is None or not HEIGHTS[0] <= height <= HEIGHTS[-1]:
            given = attributes.get("height", "")
            self._fault(f'The picture is "{given}" high; it must be {HEIGHTS[0]} to {HEIGHTS[-1]}.')
        self._size = (width or 0.0, height or 0.0)
        box = [_number(part) for part in re.split(r"[\s,]+", attributes.get("viewBox", "").strip())]
        if box != [0.0, 0.0, width, height]:
            self._fault('viewBox must be "0 0", the width and the height.')

    def _is_ground(self, name: str, attributes: dict[str, str]) -> bool:
        style = dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", attributes.get("style", "")))
        look = {**attributes, **{key: value.strip() for key, value in style.items()}}
        fill = look.get("fill", "#000000").lower()
        is_opaque = fill not in _INVISIBLE and not fill.startswith(("rgba", "hsla", "url("))
        is_opaque = is_opaque and not (fill.startswith("#") and len(fill) in (5, 9))
        faded = any(_number(look.get(key, "1")) != 1 for key in ("opacity", "fill-opacity"))
        covers = all(
            look.get(key) == "100%" or _number(look.get(key, "")) == size
            for key, size in zip(("width", "height"), self._size, strict=True)
        )
        starts = all(_number(look.get(key, "0")) == 0 for key in ("x", "y"))
        return name == "rect" and is_opaque and not faded and covers and starts and "transform" not in look

    def _attributes(self, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            if key.rsplit(":", 1)[-1].lower() == "href" and not value.startswith("#"):
                self._fault(f'The reference "{value[:40]}" leaves the file; only "#..." is allowed.')
            if key == "transform" and "scale" in value:
                self._fault("No scaling; give every size as it is drawn.")
            if key.lower().startswith("on"):
                self._fault(f'The attribute "{key}" runs a script; remove it.')
            if _OUTSIDE.search(value):
                self._fault(f'"{key}" refers to something outside the file.')

    def _font_size(self, attributes: dict[str, str]) -> float | None:
        style = attributes.get("style", "")
        if _STYLE_SHORTHAND.search(style):
            self._fault("Write font-size and font-family, not the short form font.")
        given = _STYLE_FONT.findall(style) or [attributes[key] for key in ("font-size",) if key in attributes]
        return self._check_size(given[-1]) if given else None

    def _check_size(self, given: str) -> float:
        size = _number(given)
        if size is None:
            self._fault(f'font-size "{given.strip()}" must be a number of pixels.')
        elif size < MIN_FONT:
            self._fault(f"font-size is {size:g}; at least {MIN_FONT:g}.")
        return size or 0.0


def _number(text: str) -> float | None:
    match = _LENGTH.match(text)
    return float(match[1]) if match else None
