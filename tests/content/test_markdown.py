"""Excerpts as surfaces get them."""

from __future__ import annotations

from content.markdown import flowed


def test_a_newline_inside_a_paragraph_or_item_is_a_space() -> None:
    text = "One\ntwo.\n\n- first\n  goes on\n- second\n\n> keep\n\n```\na\nb\n```\nEnd.\n"
    assert flowed(text) == "One two.\n\n- first goes on\n- second\n\n> keep\n\n```\na\nb\n```\n\nEnd."
