"""Votes in the polls of a platform: it saw to it that each person voted once, in time, and knew the key only then."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.account.handlers import present
from bot.effects import Effect, reply
from bot.events import Event
from bot.group_quiz import private_screens
from bot.group_quiz.actions import ChooseAnswer
from bot.group_quiz.rules import NUMBERS_A_QUIZ, Choice, GroupQuiz, asking, has_one_key, have_all_answered
from bot.group_quiz.seats import KEY
from bot.group_quiz.steps import book, close_question, lobby_of, redraw_lobby, set_timer
from bot.library import Content
from bot.polls import Vote
from bot.ports import UnitOfWork
from bot.progress.handlers import is_new_on_boards
from bot.progress.screens import board_notice
from bot.questions import Asked, ask

REDRAW_AFTER = timedelta(seconds=5)


def count_vote(number: int, vote: Vote, work: UnitOfWork, content: Content) -> list[Effect]:
    """A vote on the question of a number. Who votes plays along; one that is told of late counts until the end."""
    found = _found(number, vote.slot, work, content)
    if found is None:
        return []
    quiz, position, asked = found
    event = Event(ChooseAnswer(quiz.id, position, vote.slot), vote.user, lobby_of(quiz), vote.at)
    learner = present(event, work)
    choice = Choice(learner.id, str(asked.order[vote.slot]))
    is_new = work.group_quizzes.join(quiz.id, learner.id, vote.at)
    if quiz.has_closed(position):
        book(quiz, position, asked.question, choice, event, work)
    elif all(one.learner_id != learner.id for one in work.group_quizzes.choices(quiz.id)):
        work.group_quizzes.choose(quiz.id, position, learner.id, choice.given)
        if have_all_answered(work.group_quizzes.players(quiz.id), work.group_quizzes.choices(quiz.id)):
            close_question(quiz, event, work, content)
    if not is_new:
        return []
    redraw_lobby(quiz, vote.at + REDRAW_AFTER, work)
    if not is_new_on_boards(work, learner, [learner.community_id]):
        return []
    _, hide = board_notice()
    return reply(event, private_screens.joined("Your vote counts.", hide), KEY)


def _found(number: int, slot: int, work: UnitOfWork, content: Content) -> tuple[GroupQuiz, int, Asked] | None:
    """The quiz, position and question that a vote may still count for."""
    quiz_id, position = divmod(number, NUMBERS_A_QUIZ)
    quiz = work.group_quizzes.get(quiz_id)
    if quiz is None or quiz.is_over or not 0 <= position <= quiz.position or position in quiz.skipped:
        return None
    question = content.library.questions.get(quiz.question_ids[position])
    if question is None or not has_one_key(question) or not 0 <= slot < len(question.options):
        return None
    return quiz, position, ask(question, quiz.seed(position))


def end_vote(number: int, at: datetime, work: UnitOfWork) -> None:
    """The poll of a question is over: the clock closes that question at its next tick, if it is still open."""
    quiz_id, position = divmod(number, NUMBERS_A_QUIZ)
    quiz = work.group_quizzes.get(quiz_id)
    if quiz is not None and not quiz.is_over and quiz.step == asking(position):
        set_timer(quiz, quiz.step, at, work, again=1)
