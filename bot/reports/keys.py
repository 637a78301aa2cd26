"""Corrected keys: what right is, said after a question was written. Pure.

A key is kept in the form of an answer (`bot/questions.py`): indexes of options as they stand in the library, or a
number. Of a question that takes one option a key may name several: any of them is right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.library import Content, Question, QuestionKind
from bot.quantities import read_number
from bot.questions import chosen

NOTE = "The key was corrected and everybody's points with it; what follows was written for another answer."


def read_key(question: Question, text: str) -> str:
    """A typed key: a number, or the places of options in the file counted from 1. ValueError says what is wrong."""
    if question.kind is QuestionKind.NUMERIC:
        return repr(read_number(text, question.unit))
    places = [int(part) for part in re.split(r"[,\s]+", text.strip()) if part.isdigit()]
    count = len(question.options)
    is_whole = re.fullmatch(r"[\d,\s]+", text.strip()) is not None and len(set(places)) == len(places)
    if not is_whole or not places or not all(1 <= place <= count for place in places):
        raise ValueError(f"name options by their places in the file, 1 to {count}, for example 2 or 1,3")
    if question.kind is QuestionKind.ORDERING and len(places) != count:
        raise ValueError(
            f"name all {count} steps in the right order, for example {','.join(map(str, range(1, count + 1)))}"
        )
    if question.kind is not QuestionKind.ORDERING:
        if len(places) == count:
            raise ValueError("not every option can be right; retire the question instead")
        places.sort()
    return ",".join(str(place - 1) for place in places)


def key_of(question: Question) -> str:
    """The key as it stands, in the same form."""
    if question.kind is QuestionKind.NUMERIC:
        return repr(question.value)
    return ",".join(map(str, question.key))


def with_key(question: Question, key: str) -> Question:
    """The question with another key; it says so before its explanation. The same question when nothing changes."""
    if key == key_of(question):
        return question
    noted = replace(question, explanation=f"{NOTE} {question.explanation}")
    if question.kind is QuestionKind.NUMERIC:
        value = float(key)
        slips = tuple(slip for slip in question.mistakes if abs(slip.value - value) > abs(value) * question.tolerance)
        return replace(noted, value=value, mistakes=slips)
    if question.kind is QuestionKind.ORDERING:
        return replace(noted, sequence=chosen(key))
    right = set(chosen(key))
    options = tuple(replace(option, correct=index in right) for index, option in enumerate(question.options))
    return replace(noted, options=options)


def corrected(content: Content, keys: Mapping[str, str]) -> Content:
    """The content with corrected keys. A key that does not fit its question any more is left out."""
    library = content.library
    changed = {
        name: with_key(library.questions[name], key)
        for name, key in keys.items()
        if name in library.questions and _fits(library.questions[name], key)
    }
    return replace(content, library=replace(library, questions={**library.questions, **changed}))


def _fits(question: Question, key: str) -> bool:
    if question.kind is QuestionKind.NUMERIC:
        return re.fullmatch(r"-?[\d.]+(e[-+]?\d+)?", key) is not None
    return re.fullmatch(r"\d+(,\d+)*", key) is not None and max(chosen(key)) < len(question.options)
