"""Answers of several options, put together press by press: what was picked so far travels in the buttons.

A number stands for it: a digit for each letter, its slot counted from 1, in the order picked; 0 for none.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.actions import Action
from bot.errors import Refusal
from bot.library import QuestionKind
from bot.questions import PICKED, Asked, read_answer
from bot.screens import LETTERS, Button, Choice, Rows, Weight, paragraphs

ROW = 4
"""So many letters fit in a row on a phone."""

Step = Callable[[int], Action]
"""Makes the action of what is picked."""


def picked_slots(picked: int, asked: Asked) -> tuple[int, ...]:
    """The slots of a number, in the order picked; Refusal where they are none of this question."""
    slots = tuple(int(digit) - 1 for digit in str(picked)) if picked > 0 else ()
    is_one_of_these = asked.question.kind in PICKED and set(slots) <= set(range(len(asked.order)))
    if picked < 0 or not is_one_of_these or len(set(slots)) != len(slots):
        raise Refusal("That is no answer to this question. Choose among its letters.")
    return slots


def picked_answer(picked: int, asked: Asked) -> str:
    """What is picked as an answer; Refusal while it is none, with the form that one has."""
    try:
        return read_answer(asked, " ".join(LETTERS[slot] for slot in picked_slots(picked, asked)))
    except ValueError as error:
        raise Refusal(f"That is no answer yet and nothing was stored. {error}") from error


def choice_of(asked: Asked, then: Action, choose: Button) -> Choice | None:
    """Options that one control may take together; the order of an ordering would be lost in it."""
    return Choice(asked.wanted, then, choose) if asked.question.kind is QuestionKind.MULTIPLE else None


def picking_body(asked: Asked, slots: tuple[int, ...]) -> str:
    """The question with what was picked so far."""
    letters = [LETTERS[slot] for slot in slots]
    joined = " > ".join(letters) if asked.question.kind is QuestionKind.ORDERING else ", ".join(sorted(letters))
    return paragraphs(
        asked.body, f"Chosen: **{joined}**, {len(slots)} of {asked.wanted}" if slots else "Chosen: nothing yet"
    )


def picking_rows(asked: Asked, slots: tuple[int, ...], pick: Step, give: Step, *leaving: Button) -> Rows:
    """A press takes a letter in or out; once there are as many as an answer has, Answer gives them."""
    is_whole = len(slots) == asked.wanted
    letters = tuple(_toggle(slots, slot, pick, is_whole=is_whole) for slot in range(len(asked.order)))
    half = (len(letters) + 1) // 2 if len(letters) > ROW else len(letters)
    answer = (Button("Answer", give(_number(slots)), Weight.PRIMARY),) if is_whole else ()
    again = (Button("Start over", pick(0)),) if slots else ()
    return tuple(row for row in (letters[:half], letters[half:], (*answer, *again, *leaving)) if row)


def _toggle(slots: tuple[int, ...], slot: int, pick: Step, *, is_whole: bool) -> Button:
    """A letter that is taken in or out; when all are chosen another one takes the place of the last."""
    if slot in slots:
        after = tuple(one for one in slots if one != slot)
        return Button(LETTERS[slot], pick(_number(after)), Weight.CONFIRM)
    return Button(LETTERS[slot], pick(_number((*(slots[:-1] if is_whole else slots), slot))))


def _number(slots: tuple[int, ...]) -> int:
    return int("".join(str(slot + 1) for slot in slots) or 0)
