"""Wrong questions: reported by learners, frozen and corrected by those who manage the content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from flows.script import answer, asked_of, asking_only, changed, of_kind, points_of, restage
from stage import Stage

from bot.errors import QuorumError
from bot.library import Content, Question, QuestionKind
from bot.questions import ask
from bot.reports.actions import ReportQuestion
from bot.reports.handlers import FREEZING, OPEN_AT_ONCE
from bot.reports.keys import NOTE, key_of
from bot.reports.queue import manage
from bot.screens import LETTERS, Tone
from storage import models
from storage.daily_models import postings

STORED = ("points", "checks_passed", "skill_ratings", "question_ratings", "study_days")
PEOPLE = ("ann", "ben")


@pytest.fixture
def single(play: Stage) -> Stage:
    """A place whose challenges are pressed with one letter; today's is posted."""
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))
    play.set_up("09:00", post_now=True)
    play.tick()
    return play


def settle(play: Stage, step: str, name: str = "", text: str = "") -> str:
    """Those who manage the content do something about a question; what they are told."""
    return "\n".join(play.arrange(lambda work: manage(step, name, text, play.now, work, play.content)))


def todays(play: Stage) -> Question:
    """The question of today's challenge."""
    challenge = play.look(lambda work: work.challenges.on(play.now.date()))
    assert challenge is not None
    return play.content.library.questions[challenge.question_id]


def other_key(question: Question) -> str:
    """Another option than the right one, counted from 1."""
    return str((question.key[0] + 1) % len(question.options) + 1)


def report(play: Stage, name: str, text: str = "Two are right.") -> str:
    """Somebody presses Report on a reveal and types why."""
    play.press(name, "Report")
    return play.type(name, text).notices[0]


# ---- reported


def test_a_report_waits_in_the_queue_with_the_question_and_what_was_said(single: Stage) -> None:
    single.command("ann", "/daily")
    answer(single, "ann", right=False)
    assert "Thank you" in report(single, "ann", "A is right too.")
    shown = settle(single, "list")
    question = todays(single)
    assert shown.startswith(f"{question.id} not frozen. 0 of 1 answers right.")
    assert question.stem in shown
    assert f"{question.key[0] + 1} + {question.options[question.key[0]].text}" in shown
    assert "2026-11-21: A is right too." in shown


def test_the_command_reports_the_question_answered_last(single: Stage) -> None:
    assert "answered no question yet" in single.command("ann", "/report it is wrong").notices[0]
    single.command("ann", "/daily")
    answer(single, "ann")
    assert "Thank you" in single.command("ann", "/report it is wrong").notices[0]
    assert "it is wrong" in settle(single, "list")


def test_one_person_reports_a_question_once_and_few_at_a_time(single: Stage) -> None:
    for _ in range(OPEN_AT_ONCE):
        single.command("ann", "/daily")
        answer(single, "ann")
        assert "Thank you" in report(single, "ann")
        single.pass_time(days=1)
    assert "reported this question already" in single.command("ann", "/report once more").notices[0]
    single.command("ann", "/daily")
    answer(single, "ann")
    assert f"{OPEN_AT_ONCE} reports of yours still wait" in single.press("ann", "Report").notices[0]


@pytest.mark.parametrize("name", ["no-such-q01", "", "caching-q01"])
def test_only_a_question_that_one_answered_can_be_reported(single: Stage, name: str) -> None:
    assert "Only a question that you answered" in single.act("ann", ReportQuestion(name), "wrong").notices[0]
    assert settle(single, "list") == "No question is reported or frozen."


def test_markup_and_ten_thousand_characters_are_kept_inert_and_short(single: Stage) -> None:
    single.command("ann", "/daily")
    answer(single, "ann")
    report(single, "ann", "@everyone **" + "x" * 10_000)
    (line,) = [line for line in settle(single, "list").split("\n") if "2026-11-21: " in line]
    assert "@" not in line
    assert "*" not in line
    assert len(line) < 250


def test_a_question_that_several_people_report_is_frozen_until_somebody_has_looked(single: Stage) -> None:
    name = todays(single).id
    for number in range(FREEZING):
        assert single.look(lambda work: work.questions.frozen()) == {}
        single.command(f"p{number}", "/daily")
        answer(single, f"p{number}")
        report(single, f"p{number}")
    assert list(single.look(lambda work: work.questions.frozen())) == [name]
    assert "3 reports closed" in settle(single, "release", name)
    assert single.look(lambda work: work.questions.frozen()) == {}
    assert settle(single, "list") == "No question is reported or frozen."


# ---- the queue


def test_a_frozen_question_is_replaced_on_its_days_in_the_calendar(play: Stage) -> None:
    questions = [one for one in play.content.library.questions.values() if of_kind(QuestionKind.SINGLE)(one)]
    tomorrow = play.now.date() + timedelta(days=1)
    planned = questions[0].id
    library = replace(play.content.library, calendar={tomorrow: planned})
    restage(play, replace(play.content, library=library))
    play.set_up("09:00")
    settle(play, "freeze", planned, "Two options are right.")
    assert f"{planned} frozen: Two options are right." in settle(play, "list")
    play.pass_time(days=1)
    assert todays(play).id != planned
    settle(play, "release", planned)
    assert todays(play).id != planned  # it was posted: what people saw stays


def test_a_press_on_a_question_that_was_replaced_answers_no_other(play: Stage) -> None:
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))
    play.pass_time(hours=-1)
    play.set_up("09:00")
    play.command("ann", "/daily")
    old = play.button("ann", "A").action
    seen = todays(play).id
    settle(play, "freeze", seen, "Two options are right.")
    play.pass_time(hours=1)
    assert todays(play).id != seen
    assert "has another question now" in play.act("ann", old).notices[0]
    assert points_of(play, "ann") == 0
    play.command("ann", "/daily")
    answer(play, "ann")
    assert points_of(play, "ann") == 10


@pytest.mark.parametrize(
    ("step", "name", "text", "said"),
    [
        ("freeze", "no-such-q01", "", "There is no question no-such-q01"),
        ("release", "TODAY", "", "neither frozen nor reported"),
        ("correct", "TODAY", "", "name options by their places in the file"),
        ("correct", "TODAY", "B", "name options by their places in the file"),
        ("correct", "TODAY", "0", "name options by their places in the file"),
        ("correct", "TODAY", "9", "name options by their places in the file"),
        ("correct", "TODAY", "2,2", "name options by their places in the file"),
        ("correct", "TODAY", "1,2,3,4", "not every option can be right"),
        ("correct", "TODAY", "SAME", "has that key already"),
        ("burn", "TODAY", "", "There is no step burn"),
    ],
)
def test_a_step_that_cannot_be_done_says_why_and_changes_nothing(
    single: Stage, step: str, name: str, text: str, said: str
) -> None:
    question = todays(single)
    name = name.replace("TODAY", question.id)
    text = text.replace("SAME", str(question.key[0] + 1)).replace("1,2,3,4", ",".join("1234"[: len(question.options)]))
    with pytest.raises(QuorumError, match=said):
        settle(single, step, name, text)
    assert single.look(lambda work: (work.questions.keys(), work.questions.frozen())) == ({}, {})


# ---- corrected


def test_a_corrected_key_gives_points_to_those_who_were_right_all_along(single: Stage) -> None:
    for name, right in (("ann", True), ("ben", False)):
        single.command(name, "/daily")
        answer(single, name, right=right)
    ben = single.learner_id("ben")
    given = single.look(lambda work: work.answers.of(ben, "challenge", 1))[0].given
    said = settle(single, "correct", todays(single).id, str(int(given) + 1))
    assert "2 answers of 2 learners judged anew, 0 closed posts" in said
    assert (points_of(single, "ann"), points_of(single, "ben")) == (2, 10)
    seen = single.command("ben", "/daily").screens[0]
    assert NOTE in seen.body
    assert seen.tone is Tone.RIGHT


def test_a_key_is_corrected_though_the_card_of_the_miss_was_rated_and_undone(single: Stage) -> None:
    single.command("ann", "/daily")
    answer(single, "ann", right=False)
    single.command("ann", "/review")
    for label in ("Show answer", "Got it", "Undo rating"):
        single.press("ann", label)
    ann = single.learner_id("ann")
    given = single.look(lambda work: work.answers.of(ann, "challenge", 1))[0].given
    assert "1 answer of 1 learner judged anew" in settle(single, "correct", todays(single).id, str(int(given) + 1))
    assert points_of(single, "ann") == 10


def test_the_post_says_nothing_before_it_closes_and_one_sentence_after(single: Stage) -> None:
    single.command("ann", "/daily")
    answer(single, "ann")
    single.pass_time(seconds=10)
    shown = single.post
    question = todays(single)
    settle(single, "correct", question.id, other_key(question))
    single.pass_time(seconds=10)
    assert single.post == shown
    single.pass_time(days=1)
    closed = [screen for _, screen in single.posts.carried if "the answer is" in screen.title][-1]
    letter = LETTERS[ask(question, f"challenge 2026-11-21 {question.id}").order.index(int(other_key(question)) - 1)]
    assert closed.title.endswith(f"the answer is {letter}")
    assert closed.body.count(NOTE) == 1


def test_a_post_that_closed_is_redrawn_with_the_key_that_is_right(single: Stage) -> None:
    question = todays(single)
    single.pass_time(days=1)
    before = [screen for _, screen in single.posts.carried if "the answer is" in screen.title][-1]
    said = settle(single, "correct", question.id, other_key(question))
    assert "1 closed post will say so" in said
    single.tick()
    after = single.post
    assert after.title != before.title
    assert "Sat 21 Nov: the answer is" in after.title
    assert NOTE not in before.body
    assert NOTE in after.body


def test_a_correction_by_another_process_holds_from_the_next_answer_on(single: Stage) -> None:
    question = todays(single)
    single.command("ann", "/daily")
    settle(single, "correct", question.id, other_key(question))
    answer(single, "ann", right=True)  # by the key as it was written
    assert single.screen("ann").tone is Tone.WRONG
    single.restart()
    assert single.command("ann", "/daily").screens[0].tone is Tone.WRONG


# ---- a world in which it had always been right


def spoiled(question: Question) -> Question:
    """The question with a key that is wrong."""
    match question.kind:
        case QuestionKind.NUMERIC:
            return replace(question, value=question.value * 3 + 1)
        case QuestionKind.ORDERING:
            return replace(question, sequence=tuple(reversed(question.key)))
        case _:
            last = question.options[-1]
            keys = [last.correct, *(one.correct for one in question.options[:-1])]
            options = [replace(one, correct=key) for one, key in zip(question.options, keys, strict=True)]
            return replace(question, options=tuple(options))


def give(play: Stage, name: str, truth: Content, random: Random) -> None:
    """Somebody answers as chance wants it: rightly, by the wrong key, or otherwise."""
    asked = asked_of(play, name)
    question = truth.library.questions[asked.question.id]
    if question.kind is QuestionKind.NUMERIC:
        play.press(name, "Type answer")
        play.type(name, repr(random.choice([question.value, spoiled(question).value, 1e9])))
        return
    any_key = tuple(random.sample(range(len(asked.order)), len(question.key)))
    keys = [question.key, spoiled(question).key, any_key]
    letters = [LETTERS[asked.order.index(index)] for index in random.choice(keys)]
    if question.kind.is_pressed:
        play.press(name, letters[0])
    else:
        play.press(name, "Type answer")
        play.type(name, " ".join(letters))


def live(play: Stage, truth: Content, random: Random) -> None:
    """Two people take dailies, quizzes and lesson checks for eight days."""
    play.set_up("09:00", post_now=True)
    play.tick()
    for _ in range(8):
        for name in PEOPLE:
            if random.random() < 0.3:
                play.in_private(name)
            play.command(name, "/daily")
            if random.random() < 0.2:
                play.press(name, "Show me")
            else:
                give(play, name, truth, random)
                if random.random() < 0.5:
                    play.press(name, random.choice(["Sure", "Guess"]))
            play.command(name, random.choice(["/quiz 3", "/quiz kafka 3", "/lesson kafka", "/lesson kafka"]))
            if play.screen(name).tone is not Tone.OPEN:
                play.press(name, "Quiz me")
            while play.screen(name).tone is Tone.OPEN:
                give(play, name, truth, random)
                if random.random() < 0.3:
                    play.press(name, "Sure")
                play.press(name, play.screen(name).buttons[0].label)
            play.in_square(name)
        play.pass_time(days=1)
    play.command("ann", "/lesson idempotency")
    play.press("ann", "Quiz me")
    while play.screen("ann").tone is Tone.OPEN:
        give(play, "ann", truth, Knowing())
        play.press("ann", play.screen("ann").buttons[0].label)


class Knowing(Random):
    """Chance that always takes the first: the right answer."""

    def choice(self, seq: Any) -> Any:
        return seq[0]


def stored(url: str) -> dict[str, Sequence[sa.Row[Any]]]:
    """All that follows from answers, as it is kept."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        kept: dict[str, Sequence[sa.Row[Any]]] = {
            name: connection.execute(sa.select(table).order_by(*table.primary_key)).all()
            for name, table in models.metadata.tables.items()
            if name in STORED
        }
        cards = models.cards.c
        columns = (cards.learner_id, cards.content_id, cards.is_new, cards.is_suspended, cards.priority, cards.due_on)
        kept["cards"] = connection.execute(sa.select(*columns).order_by(*columns[:2])).all()
        answers = models.answers.c
        said = (answers.learner_id, answers.source, answers.source_id, answers.position, answers.question_id)
        kept["answers"] = connection.execute(
            sa.select(*said, answers.given, answers.is_right, answers.at).order_by(*said[:4])
        ).all()
        kept["ledger"] = connection.execute(sa.select(postings).order_by(postings.c.id)).all()
    engine.dispose()
    return kept


@pytest.fixture
def two_worlds(
    request: pytest.FixtureRequest, content: Content, stage_on: Callable[[str], Stage]
) -> tuple[Stage, Stage]:
    """A world whose keys are right, and one in which all of them are wrong."""
    urls = request.getfixturevalue("sqlite_url"), request.getfixturevalue("postgres_url")
    right, wrong = (stage_on(url) for url in urls)
    restage(wrong, changed(content, spoiled))
    restage(right, changed(content))
    return right, wrong


def test_correcting_every_key_gives_the_world_in_which_they_had_always_been_right(
    two_worlds: tuple[Stage, Stage],
) -> None:
    right, wrong = two_worlds
    for play in two_worlds:
        live(play, right.content, Random(5))
    assert stored(right.url)["points"] != stored(wrong.url)["points"]
    asked = {given.question_id for given in stored(wrong.url)["answers"]}
    assert len(asked) > 20
    assert stored(right.url)["checks_passed"]
    for name in sorted(asked):
        settle(wrong, "correct", name, typed_key(right.content.library.questions[name]))
    true, corrected = stored(right.url), stored(wrong.url)
    for table, rows in true.items():
        assert corrected[table] == rows, table


def typed_key(question: Question) -> str:
    """A key as one types it on the command line."""
    if question.kind is QuestionKind.NUMERIC:
        return key_of(question)
    return ",".join(str(index + 1) for index in question.key)
