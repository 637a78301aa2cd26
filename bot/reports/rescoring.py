"""Corrects the key of a question: everything that followed from the old one follows from the new one after it.

Answers, points, passed lessons, ratings and cards come out as if the key had always been right. What cannot be known
any more stays: a card that was reviewed meanwhile is hers, whatever brought it into her deck.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.account.rules import Learner
from bot.daily.ledger import redraw
from bot.daily.rules import SOURCE as CHALLENGE
from bot.errors import QuorumError
from bot.events import Place
from bot.library import Content, Library, Question
from bot.ports import UnitOfWork
from bot.progress.handlers import SURE
from bot.progress.rules import (
    CHALLENGE_RIGHT,
    CHALLENGE_WRONG,
    CHECK_PASSED,
    QUIZ_RIGHT,
    PointLine,
    Rating,
    learn,
    prior,
    season,
)
from bot.questions import GAVE_UP, is_right
from bot.quiz.handlers import SOURCE as QUIZ
from bot.quiz.rules import CHECK_COUNT
from bot.records import Answer
from bot.reports.keys import corrected, key_of, read_key, with_key


@dataclass(frozen=True)
class Rescored:
    """What a correction changed: answers judged anew, of how many people, closed posts that say so."""

    answers: int
    learners: int
    posts: int


def correct(question_id: str, text: str, at: datetime, work: UnitOfWork, content: Content) -> Rescored:
    """Gives a question another key and judges everything anew. QuorumError where question or key are wrong."""
    written = content.library.questions.get(question_id)
    if written is None:
        raise QuorumError(f"There is no question {question_id} in the library.")
    try:
        key = read_key(written, text)
    except ValueError as error:
        raise QuorumError(f"{text} is no key of {question_id}: {error}.") from error
    before = corrected(content, work.questions.keys()).library.questions[question_id]
    if key == key_of(before):
        raise QuorumError(f"{question_id} has that key already; nothing changed.")
    question = with_key(written, key)
    work.questions.correct(question_id, key, at)
    work.questions.close_reports(question_id, at)
    work.questions.release(question_id)
    library = corrected(content, work.questions.keys()).library
    changed = _judge(question, work)
    _pay_challenges(changed, work)
    for learner_id in sorted({answer.learner_id for answer in changed if answer.source == QUIZ}):
        _pay_quizzes(question, learner_id, work)
        _pay_checks(question, learner_id, work)
    _move_cards(question, changed, work)
    _rate_anew(library, work)
    return Rescored(len(changed), len({answer.learner_id for answer in changed}), _redraw_posts(question_id, at, work))


def _judge(question: Question, work: UnitOfWork) -> list[Answer]:
    """The answers whose verdict changes, as they stand now."""
    changed = []
    for answer in work.judgements.answers_to(question.id):
        judged = replace(answer, is_right=is_right(question, answer.given))
        if judged != answer:
            work.judgements.judge(answer.id, is_right=judged.is_right)
            changed.append(judged)
    return changed


def _pay_challenges(changed: Iterable[Answer], work: UnitOfWork) -> None:
    for answer in changed:
        if answer.source == CHALLENGE and answer.given != GAVE_UP:
            points = CHALLENGE_RIGHT if answer.is_right else CHALLENGE_WRONG
            act = f"challenge {answer.source_id} {answer.question_id}"
            work.judgements.change(answer.learner_id, act, points)


def _pay_quizzes(question: Question, learner_id: int, work: UnitOfWork) -> None:
    """The first right answer of each season, from all of hers."""
    act = f"quiz % {question.id}"
    before = {line.at: line.act for line in work.judgements.lines(learner_id, act)}
    work.judgements.take_back(learner_id, act)
    paid = set()
    for answer in work.judgements.answers_to(question.id):
        if answer.learner_id == learner_id and answer.source == QUIZ and answer.is_right:
            act = before.get(answer.at) or f"quiz {_season(answer, work)} {question.id}"
            if act not in paid:
                work.progress.pay(learner_id, PointLine(act, QUIZ_RIGHT, answer.at, answer.community_id), answer.on)
                paid.add(act)


def _season(answer: Answer, work: UnitOfWork) -> str:
    """The season in which an answer counted."""
    community = work.communities.get(answer.community_id)
    learner = _learner(answer.learner_id, work)
    return season(answer.at, community.zone if community else learner.preferences.zone)


def _learner(learner_id: int, work: UnitOfWork) -> Learner:
    learner = work.learners.get(learner_id, Place("", ""))
    assert learner is not None
    return learner


def _pay_checks(question: Question, learner_id: int, work: UnitOfWork) -> None:
    """The check of the question's lesson: passed by the first quiz whose answers were all right."""
    lesson_id = question.lesson_id
    act = f"check {lesson_id}"
    passing = next(
        (
            answers[-1]
            for answers in work.judgements.checks(learner_id, lesson_id)
            if len(answers) == CHECK_COUNT and all(answer.is_right for answer in answers)
        ),
        None,
    )
    work.judgements.take_back(learner_id, act)
    work.judgements.fail_check(learner_id, lesson_id)
    if passing is not None:
        work.progress.pass_check(learner_id, lesson_id, passing.at)
        work.progress.pay(learner_id, PointLine(act, CHECK_PASSED, passing.at, passing.community_id), passing.on)


def _move_cards(question: Question, changed: Iterable[Answer], work: UnitOfWork) -> None:
    """A card comes from the last miss that is one; it goes where there is none."""
    answers = work.judgements.answers_to(question.id)
    for learner_id in sorted({answer.learner_id for answer in changed}):
        misses = [answer for answer in answers if answer.learner_id == learner_id and not answer.is_right]
        was_sure = any(answer.confidence == SURE for answer in misses)
        on = misses[-1].on if misses else None
        work.judgements.replace_card(learner_id, question.id, on, priority=2 if was_sure else 1)


def _rate_anew(library: Library, work: UnitOfWork) -> None:
    """All ratings, from the first answer on: each step depends on the one before, for learner and question."""
    skills: dict[tuple[int, str], Rating] = {}
    questions: dict[str, Rating] = {}
    for learner_id, question_id, right in work.judgements.all_answers():
        question = library.questions.get(question_id)
        if question is not None:
            key = learner_id, question.skill
            skills[key], questions[question_id] = learn(
                skills.get(key, Rating()),
                questions.get(question_id, prior(question.difficulty)),
                right,
                question.guess_floor,
            )
    _store(skills, questions, work)


def _store(skills: Mapping[tuple[int, str], Rating], questions: Mapping[str, Rating], work: UnitOfWork) -> None:
    """Writes what differs from what is kept."""
    kept_skills, kept_questions = work.judgements.ratings()
    for (learner_id, skill), rating in skills.items():
        if kept_skills.get((learner_id, skill)) != rating:
            work.judgements.rate_skill(learner_id, skill, rating)
    for question_id, rating in questions.items():
        if kept_questions.get(question_id) != rating:
            work.judgements.rate_question(question_id, rating)


def _redraw_posts(question_id: str, at: datetime, work: UnitOfWork) -> int:
    """The closed posts of a question say what was corrected; how many."""
    numbers = work.judgements.closed_posts(question_id)
    for posting in filter(None, map(work.ledger.posting, numbers)):
        redraw(posting, at, work)
    return len(numbers)
