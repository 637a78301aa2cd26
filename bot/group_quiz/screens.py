"""The lobby, its questions and their keys, the scoreboard: what all see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from textwrap import shorten

from bot.group_quiz.actions import (
    BeginQuiz,
    ChooseAnswer,
    ContinueQuiz,
    EndGroupQuiz,
    JoinQuiz,
    LeaveQuiz,
    NextStep,
    PickAnswers,
    Rematch,
    ShowControls,
    TypeAnswer,
)
from bot.group_quiz.rules import (
    LOBBY,
    Given,
    GroupQuiz,
    Pace,
    Player,
    Standing,
    has_one_key,
    misled,
    most_missed,
)
from bot.learn.actions import ReadSection
from bot.library import Library, Question, QuestionKind
from bot.picking import choice_of
from bot.progress.screens import MEDALS
from bot.quantities import number
from bot.questions import PICKED, Asked, answer_form
from bot.quiz.rules import STREAK_COUNT
from bot.quiz.screens import topic_title
from bot.review.actions import StartReview
from bot.screens import (
    LETTERS,
    Button,
    ChoiceQuestion,
    Poll,
    Rows,
    Screen,
    Tone,
    Weight,
    context_line,
    countdown,
    counted,
    paragraphs,
    plain,
    short_line,
)

NAMES_SHOWN, NAME_LIMIT = 10, 20
STEM_SHOWN = 110
FEEDBACK = {
    False: "Answers stay private until a question closes.",
    True: "The first answer counts and is told at once; others may see it.",
}
OTHER_FEEDBACK = {False: "Tell at once", True: "Tell at close"}
LINES_SHOWN, MEDALS_SHOWN = 10, 3


def name_of(player: Player) -> str:
    """How others see a player."""
    return plain(player.name, NAME_LIMIT) if player.is_shown else "a learner"


def names(players: Sequence[Player]) -> str:
    """The first ten names, then how many more there are."""
    shown = [name_of(player) for player in players[:NAMES_SHOWN]]
    more = len(players) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def topic_line(quiz: GroupQuiz, library: Library) -> str:
    """What a quiz is about."""
    return topic_title(quiz.topic, library)


def pace_line(quiz: GroupQuiz) -> str:
    """How long a question is open."""
    return "host goes on" if quiz.pace is Pace.HOST else f"{quiz.pace.limit.seconds} s each"


def _settings(quiz: GroupQuiz) -> str:
    level = f"Level {quiz.level}" if quiz.level else ""
    return short_line(counted(len(quiz.question_ids) or quiz.size, "question"), pace_line(quiz), level)


# ---- the message in the channel


def lobby(quiz: GroupQuiz, players: Sequence[Player], library: Library) -> Screen:
    """Who plays, and how to join."""
    active = [player for player in players if not player.has_left]
    too_short = f"Fewer than {STREAK_COUNT} do not count for the streak" if quiz.size < STREAK_COUNT else ""
    until = f"Closes {countdown(quiz.closes_at)} unless started" if quiz.closes_at else ""
    return Screen(
        title=f"Quiz: {topic_line(quiz, library)}",
        context=_settings(quiz),
        body=f"Join, then answer together. {FEEDBACK[quiz.tells_at_once]}\n\n**{len(active)}** joined: {names(active)}",
        rows=(
            (Button("Join", JoinQuiz(quiz.id), Weight.CONFIRM), Button("Start", BeginQuiz(quiz.id), Weight.PRIMARY)),
            (Button("Leave", LeaveQuiz(quiz.id)), Button("End", EndGroupQuiz(quiz.id), Weight.DANGER)),
        ),
        fine_print=context_line(until, too_short),
        tone=Tone.OPEN,
    )


def running(quiz: GroupQuiz, players: Sequence[Player], library: Library) -> Screen:
    """The message of the lobby while questions are asked."""
    active = [player for player in players if not player.has_left]
    return Screen(
        title=f"Quiz: {topic_line(quiz, library)}",
        context=_settings(quiz),
        body=f"It is being played; join any time.\n\n**{len(active)}** playing: {names(active)}",
        rows=(
            (
                Button("Join", JoinQuiz(quiz.id), Weight.CONFIRM),
                Button("Leave", LeaveQuiz(quiz.id)),
                Button("More", ShowControls(quiz.id)),
            ),
        ),
        tone=Tone.OPEN,
    )


def over(quiz: GroupQuiz, board: Sequence[Standing], library: Library) -> Screen:
    """The message of the lobby when all is over: who won, or why there was no quiz."""
    again = ((Button("Rematch", Rematch(quiz.id)),),) if quiz.step != LOBBY else ()
    lines = [_line(standing) for standing in board if standing.rank <= MEDALS_SHOWN][:LINES_SHOWN]
    nobody = "" if quiz.step == LOBBY else "Nobody answered a question."
    return Screen(
        title="Quiz result" if quiz.step != LOBBY else "No quiz",
        context=short_line(topic_line(quiz, library), counted(len(quiz.question_ids) or quiz.size, "question")),
        body=paragraphs(quiz.ended_because, "\n".join(lines) or nobody),
        rows=again,
        tone=Tone.RANKING if lines else Tone.PLAIN,
    )


# ---- questions


def question(quiz: GroupQuiz, asked: Asked, library: Library, answered: int, active: int) -> ChoiceQuestion:
    """The open question. Shows nothing that depends on its key."""
    how = "" if asked.question.kind.is_pressed else answer_form(asked)
    closes = f"Closes {countdown(quiz.closes_at)}" if quiz.closes_at and quiz.pace is not Pace.HOST else ""
    is_paused = quiz.paused_at is not None
    return ChoiceQuestion(
        title=asked.heading or title_at(quiz, quiz.position),
        context=short_line(
            title_at(quiz, quiz.position) if asked.heading else "",
            topic_line(quiz, library),
            f"Level {asked.question.difficulty}",
        ),
        body=paragraphs(asked.body_under_heading, how),
        rows=_paused_rows(quiz) if is_paused else _rows(quiz, asked),
        fine_print=context_line("Paused" if is_paused else closes, f"{answered} of {active} answered"),
        tone=Tone.OPEN,
        options=asked.shown_options,
        feedback_at_once=quiz.tells_at_once,
        choice=None if is_paused else choice_of(asked, TypeAnswer(quiz.id, quiz.position), _pick(quiz)),
        poll=_poll(quiz, asked) if quiz.tells_at_once and has_one_key(asked.question) else None,
    )


def _poll(quiz: GroupQuiz, asked: Asked) -> Poll:
    """The question as a poll: its number before it, as there is no title."""
    return Poll(
        question=f"{quiz.position + 1}/{len(quiz.question_ids)}  {asked.question.stem}",
        scenario=asked.question.scenario,
        right=asked.right_slots[0],
        explanation=asked.question.explanation_short,
        open_seconds=int(quiz.pace.limit.total_seconds()),
        rows=((Button("Next", NextStep(quiz.id, quiz.step)), Button("More", ShowControls(quiz.id))),),
    )


def _pick(quiz: GroupQuiz) -> Button:
    return Button("Choose", PickAnswers(quiz.id, quiz.position, 0), Weight.PRIMARY)


def title_at(quiz: GroupQuiz, position: int) -> str:
    """Which question of how many."""
    return f"Question {position + 1} of {len(quiz.question_ids)}"


def _rows(quiz: GroupQuiz, asked: Asked) -> Rows:
    leading = (
        Button("Next", NextStep(quiz.id, quiz.step)),
        Button("Join", JoinQuiz(quiz.id)),
        Button("More", ShowControls(quiz.id)),
    )
    typing = TypeAnswer(quiz.id, quiz.position)
    if asked.question.kind in PICKED:
        return ((_pick(quiz), Button("Type answer", typing)), leading)
    if not asked.question.kind.is_pressed:
        return ((Button("Type answer", typing, Weight.PRIMARY),), leading)
    letters = (Button(LETTERS[slot], ChooseAnswer(quiz.id, quiz.position, slot)) for slot in range(len(asked.order)))
    return (tuple(letters), leading)


def _paused_rows(quiz: GroupQuiz) -> Rows:
    return (
        (
            Button("Continue", ContinueQuiz(quiz.id, quiz.step), Weight.PRIMARY),
            Button("More", ShowControls(quiz.id)),
        ),
    )


@dataclass(frozen=True)
class Outcome:
    """What came of a closed question: the final answers to it and who plays."""

    position: int
    answers: Sequence[Given]
    players: Sequence[Player]


def closed_question(quiz: GroupQuiz, asked: Asked, library: Library, outcome: Outcome) -> ChoiceQuestion:
    """The question with its key, the reason, who was right and what misled whom."""
    is_skipped = outcome.position in quiz.skipped
    lines = "\n".join(_misled(asked, [answer.given for answer in outcome.answers]))
    said = "Skipped: it counts for nobody." if is_skipped else _right(outcome)
    details = paragraphs(asked.question.explanation, lines, said)
    is_current = outcome.position == quiz.position and not quiz.is_over and not quiz.is_asking
    is_paused = is_current and quiz.paused_at is not None
    right = sum(answer.is_right for answer in outcome.answers)
    return ChoiceQuestion(
        title=f"{title_at(quiz, outcome.position)}: the answer is {asked.key_letters}",
        context=short_line(topic_line(quiz, library), f"Level {asked.question.difficulty}"),
        body=paragraphs(asked.solved_body, details),
        rows=(
            (Button("Read the lesson", _lesson(asked.question)), *_way_on(quiz, is_current=is_current)),
            *(_paused_rows(quiz) if is_paused else ()),
        ),
        fine_print=context_line(
            "Paused" if is_paused else "", "" if is_skipped else f"{right} of {len(outcome.answers)} right"
        ),
        tone=Tone.PLAIN if is_skipped else Tone.RIGHT,
        options=asked.shown_options,
        feedback_at_once=False,
        answer=asked.right_slots,
        details=details,
    )


def _lesson(question: Question) -> ReadSection:
    return ReadSection(question.lesson_id, question.anchor)


def _way_on(quiz: GroupQuiz, *, is_current: bool) -> tuple[Button, ...]:
    """What the host presses when the clock does not."""
    if not is_current or quiz.pace is not Pace.HOST or quiz.paused_at is not None or quiz.is_last:
        return ()
    return (Button("Next", NextStep(quiz.id, quiz.step)),)


def _right(outcome: Outcome) -> str:
    right = {answer.learner_id for answer in outcome.answers if answer.is_right}
    who = [player for player in outcome.players if player.learner_id in right]
    if who:
        return f"Right: {names(who)}"
    return "Nobody was right." if outcome.answers else "Nobody answered."


def _misled(asked: Asked, givens: Sequence[str]) -> Iterable[str]:
    """One line for every wrong answer that somebody gave."""
    fell = misled(asked.question, givens)
    if asked.question.kind is QuestionKind.NUMERIC:
        for index, count in sorted(fell.items()):
            slip = asked.question.mistakes[index]
            yield f"**{number(slip.value)}** misled {count}: {slip.why}"
        return
    for slot, index in enumerate(asked.order):
        if index in fell:
            yield f"**{LETTERS[slot]}** misled {fell[index]}: {asked.question.options[index].why}"


# ---- the end


def scoreboard(quiz: GroupQuiz, board: Sequence[Standing], answers: Sequence[Given], library: Library) -> Screen:
    """Who scored what, what was missed most, and the ways on."""
    lines = [_line(standing) for standing in board[:LINES_SHOWN]]
    more = len(board) - len(lines)
    missed = most_missed(answers)
    hardest = library.questions.get(quiz.question_ids[missed[0]]) if missed else None
    worst = ""
    if missed and hardest:
        of = sum(answer.position == missed[0] for answer in answers)
        stem = shorten(hardest.stem, STEM_SHOWN, placeholder="...")
        worst = f"Missed most, by {missed[1]} of {of}: {stem}"
    review = (Button("Review missed", StartReview(), Weight.PRIMARY),) if missed else ()
    read = (Button("Read the lesson", _lesson(hardest)),) if hardest else ()
    ranks = "\n".join([*lines, *([f"and {more} more"] if more else [])]) or "Nobody answered a question."
    return Screen(
        title="Quiz result",
        context=short_line(topic_line(quiz, library), counted(len(quiz.question_ids), "question")),
        body=paragraphs(quiz.ended_because, ranks, worst),
        details=worst,
        rows=((*review, *read, Button("Rematch", Rematch(quiz.id))),),
        fine_print=context_line("Misses became cards" if missed else "", _streak_note(quiz)),
        tone=Tone.RANKING,
    )


def _streak_note(quiz: GroupQuiz) -> str:
    asked = len(quiz.question_ids) - len(quiz.skipped)
    if quiz.ended_because or asked < STREAK_COUNT:
        return "No quiz for the streak"
    return f"{STREAK_COUNT} answers count for the streak"


def _line(standing: Standing) -> str:
    rank = MEDALS.get(standing.rank, f"**{standing.rank}**")
    return f"{rank} **{name_of(standing.player)}** — {points(standing.score)}"


def points(score: Fraction) -> str:
    """A score with at most two decimals."""
    return f"{float(score):.2f}".rstrip("0").rstrip(".")
