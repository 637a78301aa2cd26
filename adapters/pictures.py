"""Diagrams of the library as PNG, drawn once in a thread of their own and kept by content.

The font comes along: a server or an image without fonts would draw boxes and arrows with no words in them.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from pathlib import Path

import resvg_py

from bot.library import Library

KEPT = 64
"""Pictures in memory; a picture of 1080 x 1000 is about 60 KB."""

FONTS = [str(path) for path in sorted(Path(__file__).with_name("fonts").glob("*.ttf"))]
FAMILY = "DejaVu Sans"
"""What FONTS hold; it also stands in for every other family that a drawing names."""


class Pictures:
    """The diagrams of one library by the names that screens use; a name changes with the content."""

    def __init__(self, library: Library) -> None:
        diagrams = (lesson.diagram for lesson in library.lessons.values())
        self._paths: dict[str, Path] = {diagram.name: diagram.path for diagram in diagrams if diagram}
        self._drawn: OrderedDict[str, bytes] = OrderedDict()

    async def png(self, name: str) -> bytes | None:
        """The picture of a name; None when there is none (any more)."""
        if name not in self._drawn:
            path = self._paths.get(name)
            if path is None:
                return None
            self._drawn[name] = await asyncio.to_thread(_draw, path)
            while len(self._drawn) > KEPT:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(name)
        return self._drawn[name]


def _draw(path: Path) -> bytes:
    png = resvg_py.svg_to_bytes(
        svg_path=str(path), skip_system_fonts=True, font_files=FONTS, font_family=FAMILY, serif_family=FAMILY
    )
    return bytes(png)
