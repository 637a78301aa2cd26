"""Votes as Telegram tells of them, judged by the key that holds when they are stored."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flows.script import asking_only, of_kind, restage
from flows.table import Table
from stage import Stage
from telegram import PollAnswer, Update
from telegram import User as TelegramUser

from adapters.telegram.translate import PLATFORM
from adapters.telegram.votes import Votes
from bot.library import QuestionKind
from bot.routes import note_poll

POLL = "poll 7"


@pytest.fixture
def play(stage_on: Callable[[str], Stage], sqlite_url: str) -> Stage:
    return stage_on(sqlite_url)


def test_the_first_vote_after_a_correction_is_judged_by_the_new_key(play: Stage) -> None:
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))
    table = Table(play).open("ann", "/quiz 3", "ben")
    play.press("ann", "Tell at once")
    table.press_lobby("ann", "Start")
    play.tick()
    asked, key = table.asked, f"quizstep:{table.quiz.number(0)}"
    play.arrange(lambda work: note_poll(PLATFORM, POLL, key, "12", work, play.content))
    play.pass_time(seconds=46)
    slot = next(slot for slot in range(len(asked.order)) if slot not in asked.right_slots)
    new_key = str(asked.order[slot])
    play.arrange(lambda work: work.questions.correct(asked.question.id, new_key, play.now))
    answer = PollAnswer(POLL, (slot,), TelegramUser(5, "Eve", is_bot=False), option_persistent_ids=())
    play.run(Votes(play.engine, lambda: play.now).take(Update(1, poll_answer=answer)))
    (stored,) = play.look(lambda work: work.judgements.answers_to(asked.question.id))
    assert (stored.given, stored.is_right) == (new_key, True)
