"""Diagrams look the same on every machine, also on one without fonts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.pictures import Pictures
from bot.library import Content


@pytest.fixture
def drawn(content: Content, tmp_path: Path) -> Callable[[str], bytes]:
    """Draws an SVG as the diagram of a lesson."""

    def draw(svg: str) -> bytes:
        path = tmp_path / "drawing.svg"
        path.write_text(svg)
        lesson = next(lesson for lesson in content.library.lessons.values() if lesson.diagram)
        assert lesson.diagram is not None
        diagram = replace(lesson.diagram, path=path)
        library = replace(content.library, lessons={lesson.id: replace(lesson, diagram=diagram)})
        png = asyncio.run(Pictures(library).png(diagram.name))
        assert png is not None
        return png

    return draw


def svg(words: str, family: str = "DejaVu Sans") -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100">'
        '<rect width="300" height="100" fill="#FFFFFF"/>'
        f'<text x="10" y="60" font-size="44" font-family="{family}">{words}</text></svg>'
    )


def test_words_are_drawn_with_the_font_that_comes_along(drawn: Callable[[str], bytes]) -> None:
    assert drawn(svg("Cache")) != drawn(svg(""))
    assert drawn(svg("Cache")) == drawn(svg("Cache", "Noto Sans")) == drawn(svg("Cache", "Times New Roman"))
