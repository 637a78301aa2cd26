"""What actors do again and again: answer rightly or wrongly, learn cards, play a quiz; libraries made for one play."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from stage import Answered, Stage

from bot.account.rules import Preferences
from bot.calendar import zone_of
from bot.daily.actions import ShowChallenge
from bot.library import Card, Content, Lesson, Library, Question, QuestionKind
from bot.ports import UnitOfWork
from bot.questions import Asked, ask
from bot.quiz.actions import ShowQuestion
from bot.review.actions import RateCard, TurnCard
from bot.review.rules import Load, Memory, Rating
from bot.screens import LETTERS, Screen

# ---- answering


def asked_of(play: Stage, name: str) -> Asked:
    """The question on the last screen of somebody."""
    actions = [button.action for button in play.screen(name).buttons]
    show = next(action for action in actions if isinstance(action, ShowChallenge | ShowQuestion))
    if isinstance(show, ShowChallenge):
        challenge = play.look(lambda work: work.challenges.get(show.challenge_id))
        assert challenge is not None
        return ask(play.content.library.questions[challenge.question_id], challenge.seed)
    quiz = play.look(lambda work: work.quizzes.get(show.quiz_id))
    assert quiz is not None
    return ask(play.content.library.questions[quiz.question_ids[show.position]], quiz.seed(show.position))


def right_letters(asked: Asked) -> str:
    """The right answer as one types it."""
    if asked.question.kind is QuestionKind.NUMERIC:
        return repr(asked.question.value)
    return " ".join(LETTERS[slot] for slot in asked.right_slots)


def wrong_letters(asked: Asked) -> str:
    """A wrong answer of the right form."""
    slots = range(len(asked.order))
    match asked.question.kind:
        case QuestionKind.NUMERIC:
            return repr(asked.question.value * 3 + 1)
        case QuestionKind.ORDERING:
            return " ".join(LETTERS[slot] for slot in reversed(asked.right_slots))
        case QuestionKind.MULTIPLE:
            wrong = [slot for slot in slots if slot not in asked.right_slots]
            return " ".join(LETTERS[slot] for slot in (*wrong, *asked.right_slots)[: len(asked.right_slots)])
        case _:
            return next(LETTERS[slot] for slot in slots if slot not in asked.right_slots)


def answer(play: Stage, name: str, *, right: bool = True) -> Answered:
    """Somebody answers the question on her screen, by a press or by typing, whichever it takes."""
    asked = asked_of(play, name)
    letters = right_letters(asked) if right else wrong_letters(asked)
    if asked.question.kind.is_pressed:
        return play.press(name, letters)
    play.press(name, "Type answer")
    return play.type(name, letters)


def play_quiz(play: Stage, name: str, rights: Iterable[bool]) -> Answered:
    """Somebody answers the questions of the open quiz one by one; returns what the last answer led to."""
    answered = Answered([])
    for number, right in enumerate(rights):
        if number:
            play.press(name, "Next")
        answered = answer(play, name, right=right)
    return answered


# ---- cards


def rate(play: Stage, name: str, label: str) -> Answered:
    """Somebody turns the card on her screen and presses a rating."""
    play.press(name, "Show answer")
    return play.press(name, label)


def rate_many(play: Stage, name: str, count: int, rating: Rating = Rating.GOOD) -> Answered:
    """Somebody rates so many cards, one after the other, without turning them first; returns what came last."""
    answered = Answered([])
    for _ in range(count):
        turn = play.button(name, "Show answer").action
        assert isinstance(turn, TurnCard)
        answered = play.act(name, RateCard(turn.card_id, turn.revision, int(rating)))
    return answered


def own_due_cards(
    play: Stage, name: str, count: int, *, due_on: date, stability: float = 10.0, lapses: int = 0
) -> list[str]:
    """Somebody learned so many cards some time ago; they are due from that day on. Returns their content ids."""
    content_ids = list(play.content.library.cards)[:count]
    learner_id = play.learner_id(name)

    def learned(work: UnitOfWork) -> None:
        work.deck.add(learner_id, content_ids, due_on)
        before, all_of_them = due_on - timedelta(days=1), Preferences(zone_of("UTC"), cards_a_day=1000)
        while card := work.deck.next(learner_id, before, Load(0, 0), all_of_them):
            memory = Memory(stability, 5.0, due_on - timedelta(days=int(stability)), due_on, lapses)
            assert card.content_id in content_ids
            assert work.deck.put(replace(card, memory=memory, revision=1), 0)

    play.arrange(learned)
    return content_ids


# ---- figures that people see


def date_of(screen: Screen) -> str:
    """The date of the challenge that a screen shows, in its title or above it."""
    found = re.search(r"\b[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2}\b", f"{screen.context} {screen.title}")
    assert found, screen.title
    return found[0]


def points_of(play: Stage, name: str) -> int:
    """The sum of all points on somebody's /points."""
    page = play.command(name, "/points").screens[0]
    return int(page.fine_print.partition("all time **")[2].partition("**")[0])


def streak_of(play: Stage, name: str) -> int:
    """The days of somebody's /streak."""
    title = play.command(name, "/streak").screens[0].title
    return int(title.removeprefix("🔥 ").partition("-day")[0]) if "-day" in title else 0


def on_board(play: Stage, name: str, period: str = "all") -> list[str]:
    """The lines of the board that somebody sees."""
    return play.command(name, f"/leaderboard {period}").screens[0].body.split("\n")


# ---- libraries


def restage(play: Stage, content: Content) -> None:
    """The bot is started again with another library."""
    play.content = content
    play.restart()


def changed(
    content: Content,
    question: Callable[[Question], Question | None] = lambda one: one,
    card: Callable[[Card], Card | None] = lambda one: one,
    lesson: Callable[[Lesson], Lesson] = lambda one: one,
) -> Content:
    """The content with all questions, cards and lessons changed; None leaves one out. Found by the same search."""
    library = content.library

    def of(old: Lesson) -> Lesson:
        questions = tuple(new for one in old.questions if (new := question(one)) is not None)
        cards = tuple(new for one in old.cards if (new := card(one)) is not None)
        return lesson(replace(old, questions=questions, cards=cards))

    lessons = [of(old) for old in library.lessons.values()]
    areas, skills = list(library.areas.values()), list(library.skills.values())
    guides = list(library.tracks.values()), list(library.decisions.values())
    return replace(content, library=Library.of(areas, skills, lessons, *guides))


def asking_only(content: Content, wanted: Callable[[Question], bool]) -> Content:
    """The content with all other questions retired."""
    return changed(content, lambda one: one if wanted(one) else replace(one, retired=True))


def of_kind(kind: QuestionKind) -> Callable[[Question], bool]:
    """Questions of one kind that may be a challenge on any day."""
    return lambda one: one.kind is kind and one.theme is not None and one.difficulty < 5


def pressed_only(play: Stage) -> None:
    """Only questions that one press answers are asked from now on."""
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))


def crowded(content: Content, cards: int) -> Content:
    """The content with so many cards in its first lesson."""
    lesson = next(iter(content.library.lessons.values()))
    many = tuple(replace(lesson.cards[0], id=f"{lesson.id}-x{number:03}") for number in range(cards))
    return changed(content, lesson=lambda one: replace(one, cards=many) if one.id == lesson.id else one)
