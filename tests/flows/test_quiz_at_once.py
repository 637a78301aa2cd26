"""A quiz that tells at once: the first answer counts, and polls of a platform tell how people voted."""

from __future__ import annotations

import pytest
from flows.script import asking_only, of_kind, points_of, restage, right_letters, wrong_letters
from flows.table import Table, button_on, labels
from stage import PLATFORM, Stage

from bot.events import User
from bot.library import QuestionKind
from bot.polls import Vote
from bot.routes import BOARDS, cast_vote, end_poll, note_poll
from bot.screens import LETTERS, ChoiceQuestion

POLL = "poll 7"


@pytest.fixture
def table(play: Stage) -> Table:
    """Ann opened the lobby of a quiz that tells at once, Ben joined, and the first question was sent as a poll."""
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))
    table = Table(play).open("ann", "/quiz 3", "ben")
    play.press("ann", "Tell at once")
    table.press_lobby("ann", "Start")
    play.tick()
    sent_as(play, table, POLL)
    return table


def sent_as(play: Stage, table: Table, poll_id: str) -> None:
    """The newest question was sent as a poll."""
    key = f"quizstep:{table.quiz.number(table.quiz.position)}"
    play.arrange(lambda work: note_poll(PLATFORM, poll_id, key, "12", work, play.content))


def vote(play: Stage, name: str, slot: int, poll_id: str = POLL) -> None:
    """A platform tells of a vote."""
    given = Vote(User(PLATFORM, name, name), slot, play.now)
    play.arrange(lambda work: cast_vote(poll_id, given, work, play.content))


def right_slot(table: Table) -> int:
    """Where the right option stands."""
    return LETTERS.index(right_letters(table.asked))


def test_the_lobby_says_how_answers_are_told(play: Stage) -> None:
    table = Table(play).open("ann", "/quiz 3", "ben")
    assert "Answers stay private until a question closes." in table.lobby.body
    play.press("ann", "Tell at once")
    play.tick()
    assert "The first answer counts and is told at once" in table.lobby.body
    play.press("ann", "Tell at close")
    play.tick()
    assert "Answers stay private until a question closes." in table.lobby.body


def test_only_who_leads_chooses_and_only_in_the_lobby(play: Stage) -> None:
    table = Table(play).open("ann", "/quiz 3", "ben")
    token = play.button("ann", "Tell at once").action
    assert play.act("ben", token).notices[0].startswith("ann leads this quiz.")
    table.press_lobby("ann", "Start")
    assert play.act("ann", token).notices[0].startswith("It has begun already.")
    assert not table.quiz.tells_at_once


def test_what_cannot_be_changed_offers_no_change(play: Stage) -> None:
    restage(play, asking_only(play.content, of_kind(QuestionKind.MULTIPLE)))
    table = Table(play).open("ann", "/quiz 3", "ben")
    play.press("ann", "Tell at once")
    table.press_lobby("ann", "Start")
    play.tick()
    chosen = table.press("ben", "Choose").screens[0]
    for label in [label for label in labels(chosen) if len(label) == 1][:2]:
        chosen = play.act("ben", button_on(chosen, label).action).screens[0]
    told = play.act("ben", button_on(chosen, "Answer").action).screens[0]
    assert labels(told) == []
    assert "the first answer counts" in table.press("ben", "Choose").notices[0]


def test_a_question_that_may_be_a_poll_holds_what_that_needs(table: Table) -> None:
    question = table.newest
    assert isinstance(question, ChoiceQuestion)
    assert question.feedback_at_once
    assert question.poll is not None
    assert question.poll.question.startswith("1/3  ")
    assert question.poll.right == right_slot(table)
    assert question.poll.open_seconds == 45
    assert "Next" in [button.label for row in question.poll.rows for button in row]


def test_what_tells_at_the_close_holds_no_key(play: Stage) -> None:
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))
    question = Table(play).start("ann", "/quiz 3", "ben").newest
    assert isinstance(question, ChoiceQuestion)
    assert (question.poll, question.answer, question.feedback_at_once) == (None, (), False)


def test_the_first_press_counts_and_is_judged(table: Table) -> None:
    wrong, right = wrong_letters(table.asked), right_letters(table.asked)
    told = f"Not {wrong} — the answer is {right}."
    assert table.press("ben", wrong).notices == [told]
    assert table.press("ben", right).notices == [f"Here the first answer counts: {told}"]
    assert table.press("ann", right).notices == [f"{right} is right. All have answered."]
    table.play.tick()
    assert "Right: ann" in table.newest.body


def test_votes_count_once_and_close_the_question(play: Stage, table: Table) -> None:
    vote(play, "ben", 1 - min(right_slot(table), 1))
    vote(play, "ben", right_slot(table))
    vote(play, "ann", right_slot(table))
    play.tick()
    assert table.quiz.step == 2
    assert "Right: ann" in table.newest.body
    assert "1 of 2 right" in table.newest.fine_print
    vote(play, "ann", right_slot(table))
    assert points_of(play, "ann") == 3


def test_who_votes_plays_along(play: Stage, table: Table) -> None:
    vote(play, "eve", right_slot(table))
    assert [player.name for player in play.look(lambda work: work.group_quizzes.players(1))] == ["ann", "ben", "eve"]


def test_a_vote_told_late_counts_until_the_end(play: Stage, table: Table) -> None:
    play.pass_time(seconds=46)
    assert table.quiz.step == 2
    vote(play, "ben", right_slot(table))
    play.tick()
    table.press_more("ann", "End")
    play.tick()
    assert "**ben** — 1" in table.scores.body
    vote(play, "ann", 0)
    assert [one.learner_id for one in play.look(lambda work: work.group_quizzes.answers(1))] == [2]


def test_a_vote_in_a_skipped_question_counts_for_nobody(play: Stage, table: Table) -> None:
    table.press_more("ann", "Skip")
    vote(play, "ben", right_slot(table))
    assert play.look(lambda work: work.group_quizzes.answers(1)) == []


def test_votes_that_came_before_their_poll_count_when_it_is_known(play: Stage, table: Table) -> None:
    vote(play, "ben", right_slot(table), "poll 8")
    vote(play, "ben", 1 - min(right_slot(table), 1), "poll 8")
    assert play.look(lambda work: work.group_quizzes.choices(1)) == []
    sent_as(play, table, "poll 8")
    (choice,) = play.look(lambda work: work.group_quizzes.choices(1))
    assert choice.given == str(table.asked.order[right_slot(table)])


@pytest.mark.parametrize("slot", [-1, 6, 11])
def test_a_vote_for_an_option_that_is_none_changes_nothing(play: Stage, table: Table, slot: int) -> None:
    vote(play, "eve", slot)
    assert len(play.look(lambda work: work.group_quizzes.players(1))) == 2


def test_a_poll_that_is_over_ends_its_question_once(play: Stage, table: Table) -> None:
    for _ in range(2):
        play.arrange(lambda work: end_poll(PLATFORM, POLL, play.now, work))
    play.tick()
    assert table.quiz.step == 2
    play.arrange(lambda work: end_poll(PLATFORM, POLL, play.now, work))
    play.arrange(lambda work: end_poll(PLATFORM, "another", play.now, work))
    play.tick()
    assert table.quiz.step == 2
    play.pass_time(seconds=8)
    assert table.which == "Question 2 of 3" or table.quiz.position == 1


def test_a_rematch_tells_as_the_quiz_before(play: Stage, table: Table) -> None:
    table.press_more("ann", "End")
    play.tick()
    play.act("ben", button_on(table.scores, "Rematch").action)
    play.tick()
    assert "told at once" in table.message("quiz:2").body
    assert "Tell at close" in labels(play.screen("ben"))


def test_boards_that_are_no_polls_take_no_votes(play: Stage) -> None:
    given = Vote(User(PLATFORM, "ben", "ben"), 0, play.now)
    for name in BOARDS:
        play.arrange(lambda work, name=name: note_poll(PLATFORM, name, f"{name}:99", "1", work, play.content))
        assert play.arrange(lambda work, name=name: cast_vote(name, given, work, play.content)) == []
        play.arrange(lambda work, name=name: end_poll(PLATFORM, name, play.now, work))
