"""The challenge, how it stands, and the result of a duel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from bot.duel.actions import AcceptDuel, DeclineDuel, PlayDuel
from bot.duel.rules import Duel, Duellist, DuelState
from bot.library import Library
from bot.quiz.rules import STREAK_COUNT, Quiz
from bot.quiz.screens import topic_title
from bot.screens import Button, Called, Screen, Tone, Weight, counted, moment, paragraphs, plain, short_line

NAME_LIMIT = 20
ENDINGS: Mapping[DuelState, str] = {
    DuelState.DECLINED: "It was declined, and that is fine.",
    DuelState.WITHDRAWN: "It was taken back.",
    DuelState.EXPIRED: "Its time is over; whoever did not play lost nothing.",
    DuelState.UNPOSTED: "It could not be posted there.",
    DuelState.PLAYED: "Both have played.",
}


@dataclass(frozen=True)
class Side:
    """How far somebody is: whether all is played, and what was scored so far."""

    duellist: Duellist
    is_played: bool = False
    score: Fraction = Fraction(0)


def name_of(duellist: Duellist) -> str:
    """How others see a duellist."""
    return plain(duellist.name, NAME_LIMIT) if duellist.is_shown else "a learner"


def _context(quiz: Quiz, library: Library) -> str:
    return short_line(topic_title(quiz.topic, library), counted(len(quiz.question_ids), "question"))


def _title(duel: Duel) -> str:
    return f"Duel: {name_of(duel.first)} and {name_of(duel.second)}"


def duel_post(duel: Duel, quiz: Quiz, sides: tuple[Side, Side], library: Library) -> Screen:
    """The message where somebody was challenged."""
    if duel.state.is_over:
        lines = _result(sides) if duel.state is DuelState.PLAYED else ""
        return Screen(
            title=_title(duel),
            context=_context(quiz, library),
            body=paragraphs(ENDINGS[duel.state], lines),
            tone=Tone.RANKING if lines else Tone.PLAIN,
        )
    is_offered = duel.state is DuelState.OFFERED
    ready = [name_of(side.duellist) for side in sides if side.is_played]
    offer = (
        f"{name_of(duel.first)} challenges {name_of(duel.second)}: the same questions for both, each alone, in own "
        "time. Declining costs nothing, and so does letting it pass."
    )
    accept = (Button("Accept", AcceptDuel(duel.id), Weight.CONFIRM), Button("Decline", DeclineDuel(duel.id)))
    return Screen(
        title=_title(duel),
        context=_context(quiz, library),
        body=paragraphs(
            offer if is_offered else "Both are in. The result comes here when both have played.",
            f"{ready[0]} has played." if ready else "",
        ),
        rows=(accept if is_offered else (Button("Play", PlayDuel(duel.id), Weight.PRIMARY),),),
        fine_print=f"Until {moment(duel.closes_at)}",
        tone=Tone.OPEN,
        calls=(Called(duel.second_account, name_of(duel.second)),) if is_offered else (),
    )


def sent(duel: Duel, *, is_first: bool, was_open: bool) -> Screen:
    """What the one who challenges is told, also when a challenge stands between the two already."""
    other = name_of(duel.second if is_first else duel.first)
    begun = f"{other} has challenged you already." if not is_first else f"{other} finds it where you wrote."
    take_back = (Button("Take back", DeclineDuel(duel.id)),) if is_first and duel.state is DuelState.OFFERED else ()
    return Screen(
        title="A duel is open already" if was_open else "Challenge sent",
        body=f"{begun} You can play your questions right away; the result comes there when both have played.",
        rows=((Button("Play", PlayDuel(duel.id), Weight.PRIMARY), *take_back),),
        fine_print=f"Until {moment(duel.closes_at)}",
        tone=Tone.OPEN,
    )


def duel_result(duel: Duel, quiz: Quiz, sides: tuple[Side, Side], library: Library) -> Screen:
    """What came of it, for both to see."""
    counts = len(quiz.question_ids) >= STREAK_COUNT
    return Screen(
        title=f"Duel result: {_winner(sides)}",
        context=_context(quiz, library),
        body=_result(sides),
        rows=((Button("Look back", PlayDuel(duel.id)),),),
        fine_print=f"{STREAK_COUNT} answers count for the streak" if counts else "No quiz for the streak",
        tone=Tone.RANKING,
        calls=(
            Called(duel.first_account, name_of(duel.first)),
            Called(duel.second_account, name_of(duel.second)),
        ),
    )


def standing(duel: Duel, sides: tuple[Side, Side]) -> str:
    """What a duellist reads below her own result."""
    if not duel.state.is_over:
        return "The result is posted where the challenge stands, once both have played."
    if duel.state is not DuelState.PLAYED:
        return ENDINGS[duel.state]
    return f"Duel: {_winner(sides)}.\n\n{_result(sides)}"


def _winner(sides: tuple[Side, Side]) -> str:
    first, second = sides
    if first.score == second.score:
        return "a tie"
    return f"{name_of((first if first.score > second.score else second).duellist)} wins"


def _result(sides: tuple[Side, Side]) -> str:
    ranked = sorted(sides, key=lambda side: (-side.score, name_of(side.duellist).casefold()))
    best = ranked[0].score
    return "\n".join(
        f"{'🥇' if side.score == best else '🥈'} **{name_of(side.duellist)}** — {_points(side.score)}"
        for side in ranked
    )


def _points(score: Fraction) -> str:
    return f"{float(score):.2f}".rstrip("0").rstrip(".")
