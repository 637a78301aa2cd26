"""Every screen that people get to see: one long play through all of the library, each screen kept with its scene."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from flows.script import answer, asked_of, own_due_cards, right_letters
from flows.table import Table, labels
from stage import PLATFORM, SATURDAY, SQUARE, Answered, Stage

from bot.actions import Action
from bot.daily.rules import PostState
from bot.duel.actions import DeclineDuel, PlayDuel
from bot.events import User
from bot.group_quiz.actions import ShowControls
from bot.group_quiz.rules import Pace
from bot.learn.actions import ChooseTrack, ReadSection
from bot.library import Question
from bot.ports import UnitOfWork
from bot.questions import PICKED
from bot.quiz.actions import CheckLesson, GoOn, LookBack, OpenArchive
from bot.quiz.rules import MIXED, MOST, QuizKind
from bot.routes import draw_board
from bot.screens import Screen

ODD_NAMES = ("*_`~|<@&1>[x](y)", "\u202eright-to-left", "二人の建築家", "🔥🔥🔥", "al")
CROWD = (*(f"Wilhelmina-Maximiliane Thurn {number:02}" for number in range(20)), *ODD_NAMES)


@dataclass(frozen=True)
class Exhibit:
    """A screen and where it was met."""

    scene: str
    screen: Screen


@dataclass
class Gallery:
    """Plays scenes and keeps each different screen once."""

    play: Stage
    exhibits: list[Exhibit] = field(default_factory=list)
    _kept: set[Screen] = field(default_factory=set)

    def keep(self, scene: str, screens: Iterable[Screen | None]) -> None:
        """Adds what was not seen before."""
        for screen in screens:
            if screen is not None and screen not in self._kept:
                self._kept.add(screen)
                self.exhibits.append(Exhibit(scene, screen))

    def command(self, name: str, *lines: str) -> None:
        """Somebody types commands."""
        for line in lines:
            self.keep(f"{name} {line}", self.play.command(name, line).screens)

    def press(self, name: str, *labels: str) -> None:
        """Somebody presses buttons, each on the screen that the one before led to."""
        for label in labels:
            before = self.play.screen(name).title
            self.keep(f"{name} pressed {label} on {before}", self.play.press(name, label).screens)

    def act(self, name: str, action: Action) -> None:
        """Somebody acts."""
        self.keep(f"{name} {action}", self.play.act(name, action).screens)

    def answer(self, name: str, *, right: bool, what: str = "") -> None:
        """Somebody answers the question on her screen."""
        answered: Answered = answer(self.play, name, right=right)
        self.keep(f"{name} answered {what} {'rightly' if right else 'wrongly'}", answered.screens)

    def board(self, key: str) -> None:
        """The message of a key, as it would be drawn now."""
        self.keep(key, [self.play.look(lambda work: draw_board(key, work, self.play.content))])


def exhibits_of(play: Stage) -> tuple[Exhibit, ...]:
    """All screens of the long play."""
    gallery = Gallery(play)
    for scene in (
        visit,
        tune,
        hold_challenges,
        hold_today,
        read_everything,
        follow_tracks,
        take_quizzes,
        play_together,
        take_checks,
        review,
        crowd,
    ):
        scene(gallery)
    return tuple(gallery.exhibits)


def carry_all(play: Stage) -> None:
    """Everything that is owed by now is carried, however much it is."""
    while play.look(lambda work: work.deliveries.are_waiting(PLATFORM, play.now)):
        play.tick()


def shuffled(play: Stage) -> list[Question]:
    """All questions, mixed as quizzes mix them."""
    questions = list(play.content.library.active_questions())
    Random("gallery").shuffle(questions)
    return questions


def visit(gallery: Gallery) -> None:
    """What the commands show to somebody who never did anything."""
    gallery.command("ann", "/start", "/help", "/settings", "/me", "/points", "/streak", "/streak why", "/review")
    gallery.command("ann", "/lesson", "/find caching", "/find qqqqqq", "/leaderboard")
    gallery.play.set_up(post_now=True)
    gallery.command("ann", "/leaderboard", "/leaderboard month", "/leaderboard all")


def tune(gallery: Gallery) -> None:
    """Every way in which settings can stand."""
    gallery.command("ann", "/settings")
    gallery.press("ann", "15 new", "10 new", "Know 95", "Know 85", "Streak off", "4 rating", "Hide me")
    gallery.command("ann", "/leaderboard", "/me", "/settings")
    gallery.press("ann", "Show me on boards", "Streak on")
    gallery.press("ann", "Change zone")
    gallery.keep("ann typed a zone", gallery.play.type("ann", "america/argentina/comodrivadavia").screens)


def hold_challenges(gallery: Gallery) -> None:
    """Every question as a challenge: posted, asked in private, answered rightly and wrongly, shown, closed."""
    play = gallery.play
    place = play.look(lambda work: work.communities.daily_place_at(SQUARE))
    assert place is not None
    for number, question in enumerate(shuffled(play), start=1):
        on = (SATURDAY - timedelta(days=number)).date()

        def post(work: UnitOfWork, on=on, question_id=question.id) -> int:  # type: ignore[no-untyped-def]
            challenge = work.challenges.add(on, question_id)
            posting = work.ledger.book(place.id, on, PostState.POSTED, play.now, play.now, challenge.id)
            assert posting is not None
            return posting.id

        posting_id = play.arrange(post)
        gallery.board(f"daily:{posting_id}")
        for name in ("ann", "ben", "cho"):
            gallery.command(name, f"/daily {on}")
            if name == "cho":
                gallery.press(name, "Show me")
            else:
                gallery.answer(name, right=name == "ann", what=question.id)
        if question.kind in PICKED:
            gallery.command("dora", f"/daily {on}")
            gallery.press("dora", "Choose", *right_letters(asked_of(play, "dora")).split(), "Start over", "Show me")
        play.arrange(lambda work, closed=posting_id: work.ledger.move(closed, PostState.CLOSED, play.now))
        gallery.board(f"daily:{posting_id}")


def hold_today(gallery: Gallery) -> None:
    """A challenge as it comes: posted, answered, late, closed and the next one."""
    play = gallery.play
    play.tick()
    for name, right in (("ann", True), ("ben", False)):
        gallery.command(name, "/daily")
        gallery.answer(name, right=right)
    gallery.play.in_private("cho")
    gallery.command("cho", "/daily")
    gallery.press("cho", "Show me")
    gallery.play.in_square("cho")
    for hours in (24, 26):
        play.pass_time(hours=hours)
        carry_all(play)
    gallery.command("ann", "/daily 2026-11-21")
    gallery.keep("posts", [screen for _, screen in play.posts.carried])


def read_everything(gallery: Gallery) -> None:
    """Every section of every lesson, with its cards to be saved and saved."""
    for lesson in gallery.play.content.library.lessons.values():
        gallery.command("bea", f"/lesson {lesson.short_title}")
        for section in lesson.sections:
            gallery.act("bea", ReadSection(lesson.id, section.anchor))
        gallery.press("bea", "Simpler", "Another example", "Back to section")
        gallery.press("bea", "Save cards")
        gallery.act("bea", ReadSection(lesson.id, lesson.sections[0].anchor))
    gallery.command("bea", "/lesson", "/find timeout", "/find cache", "/me")


def follow_tracks(gallery: Gallery) -> None:
    """Every page of tracks, every track followed by somebody new and by somebody who has read all."""
    for name in ("bea", "cyd"):
        gallery.command(name, "/lesson")
        gallery.press(name, "Tracks", "Next", "Next", "Back")
        for track in gallery.play.content.library.tracks:
            gallery.act(name, ChooseTrack(track))
            gallery.command(name, "/lesson", "/me")
            gallery.press(name, "Read on" if gallery.play.screen(name).buttons[0].label == "Read on" else "")
        gallery.command(name, "/lesson")
        gallery.press(name, "Tracks", "Leave track")


def take_quizzes(gallery: Gallery) -> None:
    """Every question in a quiz: right, wrong and shown, with the results."""
    play = gallery.play
    ids = [question.id for question in shuffled(play)]
    for name in ("ann", "ben", "cho"):
        learner_id = play.learner_id(name)
        for start in range(0, len(ids), MOST):
            chosen = ids[start : start + MOST]

            def begin(work: UnitOfWork, learner_id=learner_id, chosen=chosen) -> int:  # type: ignore[no-untyped-def]
                quiz_id = work.quizzes.add(learner_id, QuizKind.SOLO, MIXED, play.now)
                work.quizzes.ask(quiz_id, chosen)
                return quiz_id

            quiz_id = play.arrange(begin)
            for question_id in chosen:
                gallery.act(name, GoOn(quiz_id))
                if name == "cho":
                    look_closer(gallery, name)
                    gallery.press(name, "Show me")
                else:
                    gallery.answer(name, right=name == "ann", what=question_id)
            gallery.press(name, "Show result")
        gallery.command(name, "/me", "/points", "/streak", "/streak why")
    for topic in (*play.content.library.areas, *play.content.library.skills):
        gallery.act("fay", CheckLesson(next(iter(play.content.library.lessons))))
        gallery.press("fay", "End")
        gallery.command("fay", f"/quiz {topic} 3")
        if play.screen("fay").title.startswith("Question"):
            gallery.press("fay", "End")


def look_closer(gallery: Gallery, name: str) -> None:
    """The hint of a question, and its letters picked one by one, where there is such a thing."""
    for label in ("Hint", "Choose"):
        if label in labels(gallery.play.screen(name)):
            gallery.press(name, label)
            picked = right_letters(asked_of(gallery.play, name)).split() if label == "Choose" else []
            gallery.press(name, *picked)


def look_back(gallery: Gallery) -> None:
    """The archive: its pages, a quiz alone and one with others, and every question with a wrong answer."""
    play = gallery.play
    for name in ("ben", "zoe"):
        gallery.command(name, "/quiz history")
        gallery.press(name, "1", "1")
        gallery.command(name, "/quiz history")
    gallery.press("ben", "Older", "Newer")
    ben = play.learner_id("ben")
    for played in play.look(lambda work: work.quizzes.played(ben, SQUARE, 1000)):
        gallery.act("ben", OpenArchive(played.quiz_id))
        for position in range(played.asked):
            gallery.act("ben", LookBack(played.quiz_id, position))


def challenge(gallery: Gallery) -> None:
    """Duels: offered, declined, accepted, played by one and by both, over in the end; and told at the end."""
    play = gallery.play
    for number, (name, line) in enumerate((("ben", "kafka 3"), ("cho", "5"), ("dan", "mixed 20")), start=1):
        gallery.command("ann", f"/quiz @{name} {line}", f"/quiz @{name}")
        carry_all(play)
        gallery.board(f"duel:{number}")
        if number == 3:
            play.act(name, DeclineDuel(number))
            gallery.board(f"duel:{number}")
            continue
        for player in (name, "ann"):
            gallery.act(player, PlayDuel(number))
            gallery.press(player, "Show me", "Next")
            gallery.press(player, "End")
            gallery.board(f"duel:{number}")
        gallery.board(f"duelend:{number}")
    gallery.command("ann", "/settings")
    gallery.press("ann", "Answers at end")
    gallery.command("ann", "/quiz 3")
    for _ in range(3):
        gallery.answer("ann", right=False)
    gallery.press("ann", "Look back")


def play_together(gallery: Gallery) -> None:
    """Quizzes of a community over nearly all questions: lobbies, open, paused and closed questions, keys, scores."""
    play = gallery.play
    crowd = CROWD[-6:]
    numbers = range(1, 1 + len(play.content.library.questions) // MOST)
    for number, pace in zip(numbers, ("host", "normal", "brisk", "relaxed", "host"), strict=False):
        play.has_company = True
        gallery.command("ann", f"/quiz {'' if number % 2 else 'mixed'} {MOST} {pace}")
        quiz_id = play.look(lambda work: work.group_quizzes.all_running())[-1].id
        table = Table(play, quiz_id)
        play.tick()
        for name in ("ben", *(crowd if number == 1 else ())):
            gallery.keep(f"{name} joined", table.press_lobby(name, "Join").screens)
        play.pass_time(seconds=5)
        gallery.keep("two quizzes at once", play.command("cho", "/quiz kafka").screens)
        gallery.keep("a third quiz", play.command("dee", "/quiz kafka").screens)
        gallery.keep("controls of a lobby", play.act("ann", ShowControls(quiz_id)).screens)
        table.press_lobby("ann", "Start")
        play.tick()
        while not table.quiz.is_over:
            step_by_step(gallery, table, crowd if number == 1 else ())
    gallery.keep("posts", [screen for _, screen in play.posts.carried])
    play.has_company = False


def step_by_step(gallery: Gallery, table: Table, crowd: Sequence[str]) -> None:
    """One question: opened, looked at, paused, answered rightly and wrongly, skipped now and then, closed."""
    play, position = gallery.play, table.quiz.position
    for name in ("ann", "ben", "zoe"):
        gallery.keep(f"controls of {name}", table.press_lobby(name, "More").screens)
    if position % 5 == 1:
        table.press_more("ann", "Pause")
        play.tick()
        gallery.keep("controls in a pause", table.press_lobby("ann", "More").screens)
        table.press("ann", "Continue")
        play.tick()
    table.answer("ben", right=False)
    gallery.keep("controls of ben", table.press_lobby("ben", "More").screens)
    for number, name in enumerate(crowd):
        table.answer(name, right=number % 2 == 0)
    if position % 7 == 6:
        table.press_more("ann", "Skip")
    else:
        table.answer("ann")
    play.tick()
    gallery.keep("controls between questions", table.press_lobby("ann", "More").screens)
    if table.quiz.pace is Pace.HOST and not table.quiz.is_last:
        table.press("ann", "Next")
        play.tick()
    else:
        play.pass_time(seconds=8)


def take_checks(gallery: Gallery) -> None:
    """The check of every lesson, passed and failed."""
    for lesson_id in gallery.play.content.library.lessons:
        for name in ("dan", "eve"):
            gallery.act(name, CheckLesson(lesson_id))
            for number in range(3):
                gallery.answer(name, right=name == "dan", what=lesson_id)
                gallery.press(name, "Next" if number < 2 else "Show result")
    gallery.command("dan", "/me")


def review(gallery: Gallery) -> None:
    """Every card and every missed question on both sides, with two and with four ratings; one that is always lost."""
    play = gallery.play
    everything = len(play.content.library.cards) + len(play.content.library.questions)
    for name, buttons, rating in (("bea", 2, "Got it"), ("ben", 4, "Easy")):
        learner = play.look(lambda work, name=name: work.learners.find(User(PLATFORM, name), SQUARE))
        assert learner is not None
        unbounded = replace(
            learner.preferences,
            new_cards_a_day=everything,
            cards_a_day=2 * everything,
            rating_buttons=buttons,
        )
        play.arrange(lambda work, learner=learner, wanted=unbounded: work.learners.prefer(learner.id, wanted))
        gallery.command(name, "/review")
        while play.screen(name).title == "Flashcard":
            gallery.press(name, "Show answer", rating)
        gallery.press(name, "Undo rating")
        gallery.command(name, "/me")
    gallery.command("gus", "/lesson")
    own_due_cards(play, "gus", 3, due_on=play.now.date(), stability=500, lapses=9)
    gallery.command("gus", "/me", "/review")
    gallery.press("gus", "Show answer", "Forgot", "Show answer", "Suspend", "Show answer", "Got it")
    gallery.press("gus", "Show answer", "Next")
    gallery.command("gus", "/me")


def crowd(gallery: Gallery) -> None:
    """Many people with names of all kinds on one board."""
    for name in CROWD:
        gallery.command(name, "/start", "/daily")
        gallery.answer(name, right=len(name) > 4)
    for name in (*CROWD[-6:], "ann"):
        gallery.command(name, "/leaderboard", "/leaderboard month", "/leaderboard all")


SCENES = (
    visit,
    tune,
    hold_challenges,
    hold_today,
    read_everything,
    follow_tracks,
    take_quizzes,
    play_together,
    look_back,
    challenge,
    take_checks,
    review,
    crowd,
)
