"""Boards, streaks, points and the progress page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.account.actions import SetBoards
from bot.account.rules import Learner
from bot.actions import Action
from bot.calendar import local_date
from bot.daily.actions import OpenDaily
from bot.learn.actions import ReadSection
from bot.learn.rules import next_section
from bot.library import Library
from bot.progress.actions import Confide, ShowBoard, ShowStreak
from bot.progress.rules import (
    BoardRow,
    Day,
    Grade,
    Period,
    PointLine,
    Rating,
    Streak,
    grade,
)
from bot.quantities import number
from bot.quiz.actions import StartQuiz
from bot.quiz.rules import DEFAULT_COUNT
from bot.review.actions import StartReview
from bot.screens import Button, Screen, Tone, Weight, bar, counted, paragraphs, plain

CONFIDENCE: Mapping[int, str] = {3: "Sure", 2: "Think so", 1: "Guess"}
MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}
_PERIODS = {
    Period.WEEK: "This week",
    Period.MONTH: "This month",
    Period.ALL: "All time",
}
_CALENDAR_DAYS = 14
_POINT_LINES = 10
_ACTS = "a challenge, a quiz of five, or ten due reviews"
_NOTHING = "nothing"
_BAR = 6
"""Blocks of a bar that leaves room for a long title behind it."""


def confidence_row(answer_id: int) -> tuple[Button, ...]:
    """How sure were you: never required, never worth points."""
    return tuple(Button(label, Confide(answer_id, confidence)) for confidence, label in CONFIDENCE.items())


def board_notice() -> tuple[str, tuple[Button, ...]]:
    """What a learner is told once, at her first points, with the button to hide."""
    return "You are on your community's board now.", (Button("Hide me", SetBoards(0)),)


def board_page(period: Period, rows: Sequence[BoardRow], learner: Learner, most: int) -> Screen:
    """The first rows of a board and always the asker's own line."""
    lines = [
        f"{MEDALS.get(row.rank, f'**{row.rank}**')} **{plain(row.name, 20)}** — {number(row.points)}"
        for row in rows[:most]
    ]
    return Screen(
        title="Leaderboard",
        context=_PERIODS[period],
        body="\n".join(lines) or "Nobody has points yet. The first ones are easy: answer today's challenge.",
        fine_print=_own_line(rows, learner),
        rows=(
            tuple(
                Button(
                    label,
                    ShowBoard(other.value),
                    Weight.PRIMARY if other is Period.WEEK else Weight.PLAIN,
                )
                for other, label in _PERIODS.items()
                if other is not period
            ),
        ),
        tone=Tone.RANKING,
    )


def _own_line(rows: Sequence[BoardRow], learner: Learner) -> str:
    if not learner.preferences.is_on_boards:
        return "You are hidden: appear again in /settings"
    own = next((row for row in rows if row.learner_id == learner.id), None)
    if own is None:
        return "You have no points here yet: answer /daily"
    ahead = [row for row in rows if row.points > own.points]
    if not ahead:
        return f"You are 1st with {number(own.points)}"
    gap = number(ahead[-1].points - own.points)
    return f"You are {_ordinal(own.rank)} with {number(own.points)}, {gap} behind {plain(ahead[-1].name, 20)}"


def _ordinal(rank: int) -> str:
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending}"


def streak_page(streak: Streak) -> Screen:
    """The streak and what keeps it."""
    today = "Today is done." if streak.is_done_today else f"Today still needs {_ACTS}."
    if not streak.days:
        body = f"No streak right now. It begins with {_ACTS}."
    else:
        body = f"{today}\n\nShields held: **{streak.shields}** of 2\nLongest streak: **{streak.longest}**"
    return Screen(
        title=f"🔥 {streak.days}-day streak" if streak.days else "Your streak",
        body=body,
        rows=(
            (
                Button("Open challenge", OpenDaily(), Weight.PLAIN if streak.is_done_today else Weight.PRIMARY),
                Button("Show why", ShowStreak(1)),
            ),
        ),
        tone=Tone.RIGHT if streak.is_done_today else Tone.OPEN,
    )


def streak_calendar(streak: Streak, days: Sequence[Day], shielded: Mapping[date, str], today: date) -> Screen:
    """The last two weeks with the acts and shields behind the streak."""
    by_date = {day.on: day for day in days}
    dates = [today - timedelta(days=offset) for offset in range(_CALENDAR_DAYS)]
    said = [(on, _acts(by_date.get(on), on, streak, shielded, today)) for on in dates]
    lines = []
    for acts, alike in groupby(said, key=lambda one: one[1]):
        run = [on for on, _ in alike]
        lines += [f"- {_run(run)}: {acts}"] if acts == _NOTHING else [f"- {on:%a %d %b}: {acts}" for on in run]
    return Screen(
        title=f"🔥 {streak.days}-day streak" if streak.days else "Your streak",
        context=f"The last {_CALENDAR_DAYS} days",
        body="\n".join(lines),
        fine_print=f"A day ends at 04:00. It counts with {_ACTS} (all, if fewer).",
    )


def _run(dates: Sequence[date]) -> str:
    """Neighbouring dates, newest first, as one."""
    first, last = dates[-1], dates[0]
    return f"{last:%a %d %b}" if first == last else f"{first:%a %d} to {last:%a %d %b}"


def _acts(day: Day | None, on: date, streak: Streak, shielded: Mapping[date, str], today: date) -> str:
    acts = []
    if day is not None:
        acts += [counted(day.challenges, "challenge")] if day.challenges else []
        acts += ["1 quiz" if day.quizzes == 1 else f"{day.quizzes} quizzes"] if day.quizzes else []
        acts += [counted(day.due_reviews, "due review")] if day.due_reviews else []
    said = ", ".join(acts)
    if day is not None and day.is_active:
        return said
    if on in shielded:
        return shielded[on]
    if on in streak.bridged:
        return "shield used"
    return f"{said}, not enough" if said else ("not yet" if on == today else _NOTHING)


def points_page(
    lines: Sequence[PointLine],
    totals: Mapping[Period, int],
    library: Library,
    zone: ZoneInfo,
) -> Screen:
    """The newest points, line by line under their dates, and the sums."""
    rows = []
    for on, paid in groupby(lines[:_POINT_LINES], key=lambda line: local_date(line.at, zone)):
        rows += [f"**{on:%a} {on.day} {on:%b}**"]
        rows += [f"- **+{line.points}** {_reason(line.act, library)}" for line in paid]
    sums = ", ".join(f"{_PERIODS[period].lower()} **{number(totals[period])}**" for period in Period)
    empty = "No points yet. A challenge brings 10 when right and 2 when not: /daily."
    return Screen(
        title="Your points",
        context="Newest first" if rows else "",
        body="\n".join(rows) if rows else empty,
        fine_print=f"Sums: {sums}",
    )


def _reason(act: str, library: Library) -> str:
    kind, _, rest = act.partition(" ")
    name = rest.rpartition(" ")[2]
    question = library.questions.get(name)
    lesson = library.lessons.get(question.lesson_id if question else name)
    about = f": {lesson.short_title}" if lesson else ""
    match kind:
        case "challenge":
            return f"challenge{about}"
        case "quiz":
            return f"quiz{about}"
        case "check":
            return f"lesson check{about}"
        case _:
            return "card recalled"


@dataclass(frozen=True)
class Overview:
    """What the progress page shows. `sure_and_right`: confidence -> (right, all); `track`: id of the one followed."""

    skills: Mapping[str, Rating]
    streak: Streak
    shows_streak: bool
    due: int
    new: int
    cards: int
    ahead: int
    recalled: int
    reviews: int
    has_answered_today: bool
    read: Mapping[str, set[str]]
    checks: set[str]
    sure_and_right: Mapping[int, tuple[int, int]]
    track: str = ""

    def weakest(self, among: Collection[str] | None = None) -> str | None:
        """The skill with the lowest rating among those with enough answers, or among some of them."""
        known = {
            skill: rating
            for skill, rating in self.skills.items()
            if grade(rating) is not Grade.UNKNOWN and (among is None or skill in among)
        }
        return min(known, key=lambda skill: known[skill].value) if known else None


def next_step(overview: Overview, library: Library) -> tuple[str, Button]:
    """One thing to do now, with its reason."""
    if overview.due:
        return f"{counted(overview.due, 'card')} due: now is when a review helps most.", _button(
            "Review cards", StartReview()
        )
    if not overview.has_answered_today:
        return "Today's challenge is open.", _button("Open challenge", OpenDaily())
    return _next_lesson(overview, library)


def _next_lesson(overview: Overview, library: Library) -> tuple[str, Button]:
    """A lesson whose check is to be passed yet: on her track while that has one, for her weakest skill there."""
    track = library.tracks.get(overview.track)
    on_track = [library.lessons[stop.lesson_id] for stop in track.stops] if track else []
    ahead = [lesson for lesson in on_track if lesson.id not in overview.checks]
    lessons = sorted(library.lessons.values(), key=lambda lesson: (lesson.level, lesson.id))
    unread = ahead or [lesson for lesson in lessons if lesson.id not in overview.checks]
    weakest = overview.weakest({skill for lesson in ahead for skill in lesson.skills} if ahead else None)
    fitting = [lesson for lesson in unread if weakest in lesson.skills] or unread
    if not fitting:
        return "Every lesson is passed; a mixed quiz keeps them fresh.", _button("Start quiz", StartQuiz(DEFAULT_COUNT))
    lesson = fitting[0]
    anchor = next_section(lesson, overview.read.get(lesson.id, ()))
    why = "It is next on your track." if ahead else "It is next in line."
    if weakest in lesson.skills:
        why = f"{library.skills[weakest].title} is your weakest skill{' on your track' if ahead else ''}."
    return f"{lesson.short_title}: {why}", _button("Read on", ReadSection(lesson.id, anchor))


def _button(label: str, action: Action) -> Button:
    return Button(label, action, Weight.PRIMARY)


def progress_page(overview: Overview, library: Library) -> Screen:
    """Skills, retention, reviews ahead, how sure against how right, the next step."""
    facts = []
    if overview.shows_streak:
        facts.append(f"- **Streak:** {counted(overview.streak.days, 'day')}, {overview.streak.shields} of 2 shields")
    facts.append(f"- **Cards:** {overview.cards}, due now {overview.due}, next 7 days {overview.ahead}")
    if overview.reviews:
        share = 100 * overview.recalled / overview.reviews
        facts.append(f"- **Memory:** {share:.0f} percent of {counted(overview.reviews, 'review')} recalled")
    for confidence, (right, count) in sorted(overview.sure_and_right.items(), reverse=True):
        facts.append(f"- **{CONFIDENCE[confidence]}:** right in {right} of {count}")
    reason, button = next_step(overview, library)
    following = f"**Next:** {reason}"
    return Screen(
        title="Your progress",
        body=paragraphs("\n".join(facts), _skill_lines(overview, library), following),
        rows=((button,),),
        details=following,
    )


def _skill_lines(overview: Overview, library: Library) -> str:
    ranked = sorted(
        overview.skills.items(),
        key=lambda item: (grade(item[1]) is Grade.UNKNOWN, item[1].value),
    )
    lines = []
    for skill, rating in ranked[:5]:
        title = library.skills[skill].title if skill in library.skills else skill
        known = grade(rating)
        if known is Grade.UNKNOWN:
            lines.append(f"{bar(0, _BAR)} {title}: {rating.answers} of 5 answers")
        else:
            name = f"**{title}**" if skill == overview.weakest() else title
            lines.append(f"{bar((rating.value + 3) / 6, _BAR)} {name}: {known}")
    return "\n".join(lines)
