"""Leads through a session. What comes next follows from the deck, the challenge and what the session gave already."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.account.handlers import present
from bot.account.rules import Learner
from bot.daily.actions import OpenDaily
from bot.daily.choosing import challenge_of_today
from bot.daily.handlers import open_daily
from bot.daily.rules import SOURCE as CHALLENGE
from bot.effects import Effect, Notice, reply
from bot.errors import Refusal
from bot.events import Event
from bot.learn.actions import ReadSection
from bot.learn.handlers import read_section
from bot.learn.rules import next_section, reading_order
from bot.library import Content
from bot.ports import UnitOfWork
from bot.progress.handlers import overview
from bot.progress.screens import next_step
from bot.quiz.starting import ask_about
from bot.review.actions import StartReview
from bot.review.handlers import start_review
from bot.study import screens
from bot.study.actions import ContinueStudy, EndStudy, StartStudy
from bot.study.rules import DEFAULT_MINUTES, LONGEST, SHORTEST, Stage, Study, next_stage

KEY = "study"
NO_SESSION = "No session is open. Begin one with /study."


def start_study(action: StartStudy, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A session, or the open one again."""
    learner = present(event, work)
    minutes = action.minutes or DEFAULT_MINUTES
    if not SHORTEST <= minutes <= LONGEST:
        raise Refusal(f"A session lasts {SHORTEST} to {LONGEST} minutes. Try /study {DEFAULT_MINUTES}.")
    study = work.studies.open(learner.id)
    if study is not None and event.at < study.until:
        return _go_on(study, learner, event, work, content)
    begun = Study(learner.id, event.at, event.at + timedelta(minutes=minutes))
    work.studies.put(begun)
    return _go_on(begun, replace(learner, study_until=begun.until), event, work, content)


def continue_study(action: ContinueStudy, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The next thing of the session."""
    learner = present(event, work)
    study = work.studies.open(learner.id)
    if study is None:
        raise Refusal(NO_SESSION)
    return _go_on(study, learner, event, work, content)


def end_study(action: EndStudy, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The end, with one thing to do next."""
    learner = present(event, work)
    study = work.studies.open(learner.id)
    if study is None:
        raise Refusal(NO_SESSION)
    return _end(study, learner, event, work, content)


def _go_on(study: Study, learner: Learner, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    today = learner.day(event.at)
    load = work.progress.load(learner.id, today)
    challenge = challenge_of_today(today, learner, work, content)
    stage = next_stage(
        study,
        event.at,
        has_cards=work.deck.next(learner.id, today, load, learner.preferences) is not None,
        has_challenge=challenge is not None and not work.answers.of(learner.id, CHALLENGE, challenge.id),
    )
    match stage:
        case Stage.CARDS:
            return start_review(StartReview(), event, work, content)
        case Stage.CHALLENGE:
            return open_daily(OpenDaily(), event, work, content)
        case Stage.SECTION:
            return _section(study, learner, event, work, content)
        case Stage.QUESTION:
            return _question(study, learner, event, work, content)
        case Stage.END:
            return _end(study, learner, event, work, content)


def _section(study: Study, learner: Learner, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    read = work.progress.sections_read(learner.id)
    lesson = reading_order(content.library, read, learner.preferences.track)[0]
    anchor = next_section(lesson, read.get(lesson.id, ()))
    work.studies.put(replace(study, lesson_id=lesson.id, anchor=anchor))
    return read_section(ReadSection(lesson.id, anchor), event, work, content)


def _question(study: Study, learner: Learner, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """One question on the section that was read; without one the session ends."""
    begun = ask_about(study.lesson_id, study.anchor, learner, event, work, content)
    if begun is None:
        return _end(study, learner, event, work, content)
    quiz_id, effects = begun
    work.studies.put(replace(study, quiz_id=quiz_id))
    return effects


def _end(study: Study, learner: Learner, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    work.studies.close(learner.id)
    reason, button = next_step(overview(event, work, learner), content.library)
    challenge = challenge_of_today(learner.day(event.at), learner, work, content)
    answers = work.answers.of(learner.id, CHALLENGE, challenge.id) if challenge else []
    lesson = content.library.lessons.get(study.lesson_id)
    section = f"{lesson.short_title}, {lesson.sections[lesson.position(study.anchor)].title}" if lesson else ""
    steps = work.quizzes.steps(study.quiz_id) if study.quiz_id else []
    done = screens.Done(
        reviews=work.reviews.count_since(learner.id, study.started_at),
        has_answered=any(answer.at >= study.started_at for answer in answers),
        section=section,
        is_right=steps[0].is_right if steps else None,
        minutes=max(1, round((event.at - study.started_at) / timedelta(minutes=1))),
    )
    over = [Notice("The time of this session is over.")] if event.at >= study.until else []
    return [*over, *reply(event, screens.the_end(done, reason, button), KEY)]
