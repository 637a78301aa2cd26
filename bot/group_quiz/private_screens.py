"""What single players of a quiz are told in private."""

from __future__ import annotations

from bot.group_quiz.actions import (
    BeginQuiz,
    ContinueQuiz,
    EndGroupQuiz,
    GivePicked,
    JoinQuiz,
    LeaveQuiz,
    NextStep,
    PauseQuiz,
    PickAnswers,
    PlayAlone,
    SetFeedback,
    SkipQuestion,
)
from bot.group_quiz.rules import LOBBY, GroupQuiz
from bot.group_quiz.screens import FEEDBACK, OTHER_FEEDBACK, pace_line, title_at, topic_line
from bot.library import Library
from bot.picking import picking_body, picking_rows
from bot.questions import Asked
from bot.quiz.actions import StartQuiz
from bot.screens import Button, Screen, Tone, Weight, counted, short_line


def opened(quiz: GroupQuiz, library: Library, *, was_open: bool) -> Screen:
    """What the one who opened a lobby is told."""
    return Screen(
        title="Your quiz is open" if not was_open else "Your quiz waits already",
        context=short_line(topic_line(quiz, library), counted(quiz.size, "question")),
        body=f"It waits for others to join. Press Start when all are in.\n\n{FEEDBACK[quiz.tells_at_once]}",
        rows=(
            (Button("Start", BeginQuiz(quiz.id), Weight.PRIMARY), Button("Play alone", PlayAlone(quiz.id))),
            (Button(OTHER_FEEDBACK[quiz.tells_at_once], SetFeedback(quiz.id, int(not quiz.tells_at_once))),),
        ),
        tone=Tone.OPEN,
    )


def picking(quiz: GroupQuiz, asked: Asked, library: Library, slots: tuple[int, ...]) -> Screen:
    """The open question with the letters that one player picked so far."""

    def pick(picked: int) -> PickAnswers:
        return PickAnswers(quiz.id, quiz.position, picked)

    def give(picked: int) -> GivePicked:
        return GivePicked(quiz.id, quiz.position, picked)

    return Screen(
        title=title_at(quiz, quiz.position),
        context=topic_line(quiz, library),
        body=picking_body(asked, slots),
        rows=picking_rows(asked, slots, pick, give),
        fine_print="Nothing counts before you press Answer.",
        tone=Tone.OPEN,
    )


def noted(quiz: GroupQuiz, library: Library, said: str) -> Screen:
    """What a player is told whose answer was put together of several options."""
    may_change = quiz.is_asking and not quiz.tells_at_once
    again = ((Button("Change answer", PickAnswers(quiz.id, quiz.position, 0)),),) if may_change else ()
    return Screen(title=title_at(quiz, quiz.position), context=topic_line(quiz, library), body=said, rows=again)


def no_lobby(because: str, size: int, topic: str) -> Screen:
    """No lobby can be opened now, but one may always play alone."""
    return Screen(
        title="No lobby right now",
        body=because,
        rows=((Button("Play alone", StartQuiz(size, topic), Weight.PRIMARY),),),
    )


def joined(text: str, hide: tuple[Button, ...]) -> Screen:
    """What somebody is told who joins and never had points here."""
    said = "Right answers put you on your community's board"
    return Screen(title="You are in", body=text, rows=(hide,), fine_print=said)


def controls(quiz: GroupQuiz, library: Library, *, is_in: bool, leads: bool, given: str) -> Screen:
    """What the one who asks may do now."""
    own = Button("Leave", LeaveQuiz(quiz.id)) if is_in else Button("Join", JoinQuiz(quiz.id), Weight.CONFIRM)
    if quiz.step == LOBBY:
        where = "It waits for its start."
        leading: tuple[Button, ...] = (Button("Start", BeginQuiz(quiz.id), Weight.PRIMARY),)
    else:
        is_open = f"{title_at(quiz, quiz.position)} is {'open' if quiz.is_asking else 'closed'}."
        where = is_open + (f" You answered {given}." if given else "")
        leading = _leading(quiz)
    ending = (Button("End", EndGroupQuiz(quiz.id), Weight.DANGER),)
    return Screen(
        title="Your quiz" if is_in else "A quiz",
        context=short_line(topic_line(quiz, library), pace_line(quiz)),
        body=where + (" The clock stands still." if quiz.paused_at else ""),
        rows=(leading, (own, *ending)) if leads else ((own,),),
    )


def _leading(quiz: GroupQuiz) -> tuple[Button, ...]:
    if quiz.paused_at is not None:
        return (Button("Continue", ContinueQuiz(quiz.id, quiz.step), Weight.PRIMARY),)
    skip = (Button("Skip", SkipQuestion(quiz.id, quiz.step)),) if quiz.is_asking else ()
    return (
        Button("Next", NextStep(quiz.id, quiz.step), Weight.PRIMARY),
        *skip,
        Button("Pause", PauseQuiz(quiz.id, quiz.step)),
    )
