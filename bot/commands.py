"""The public commands, the same on every platform: menus, help and parsing come from this one list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from bot.account.actions import Greet, ShowHelp, ShowSettings
from bot.actions import Action
from bot.calendar import EVERY_DAY
from bot.community.actions import SetUpInDetail, ShowSetUp
from bot.community.rules import DEFAULT_WINDOW, Talk
from bot.daily.actions import OpenDaily
from bot.daily.drawing import LEVELS, TOPICS
from bot.errors import Refusal
from bot.group_quiz.actions import OpenQuiz
from bot.group_quiz.rules import Pace
from bot.learn.actions import Find, OpenLesson
from bot.pause.actions import Pause, Resume
from bot.progress.actions import ShowBoard, ShowPoints, ShowProgress, ShowStreak
from bot.progress.rules import Period
from bot.quiz.actions import ShowHistory
from bot.quiz.rules import DEFAULT_COUNT, FEWEST, HARDEST, MOST
from bot.reports.actions import ReportLast
from bot.review.actions import StartReview
from bot.screens import plain
from bot.study.actions import StartStudy
from bot.study.rules import DEFAULT_MINUTES, LONGEST, SHORTEST
from bot.suggestions import Suggests

Values = Mapping[str, str]
WINDOW_SPAN = (1, 168)
TALK = {"closing": Talk.AT_CLOSING, "posting": Talk.AT_POSTING, "never": Talk.NEVER}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WINDOW_HOURS = int(DEFAULT_WINDOW.total_seconds() // 3600)
TEXT_LIMIT = 200
"""Typed words beyond this are cut: no search needs more."""


@dataclass(frozen=True)
class Option:
    """One option of a command. With `choices` it is one of them, with `several` some of them joined by commas, with
    `span` a whole number in it, else text.

    `takes_place` and `takes_role` stand for pickers of a platform that has them; they cannot be typed. `takes_person`
    is another one, typed as @name.
    """

    name: str
    summary: str
    choices: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    span: tuple[int, int] | None = None
    is_required: bool = False
    takes_date: bool = False
    takes_time: bool = False
    takes_place: bool = False
    takes_role: bool = False
    takes_person: bool = False
    suggests: Suggests | None = None

    @property
    def is_picked(self) -> bool:
        """Whether it can only be picked."""
        return self.takes_place or self.takes_role

    @property
    def is_text(self) -> bool:
        """Whether any words fit."""
        is_chosen = self.choices or self.several
        takes_more = self.takes_date or self.takes_time or self.takes_person or self.is_picked
        return not (is_chosen or self.span or takes_more)

    @property
    def shown(self) -> str:
        """How it stands in a line of usage."""
        name = "@friend" if self.takes_person else self.name
        return name if self.is_required else f"[{name}]"


@dataclass(frozen=True)
class Command:
    """A command: how it is called, what it says of itself, which action its options make. Text goes into the event."""

    name: str
    summary: str
    action: Callable[[Values], Action]
    options: tuple[Option, ...] = ()
    is_for_managers: bool = False

    @property
    def usage(self) -> str:
        """`/quiz [topic] [count]`."""
        typed = (option for option in self.options if not option.is_picked)
        return " ".join((f"/{self.name}", *(option.shown for option in typed)))


def _quiz(values: Values) -> Action:
    """A quiz, a duel or the archive."""
    if values.get("history"):
        return ShowHistory()
    pace = values.get("pace", "").lower() or Pace.NORMAL.value
    return OpenQuiz(int(values.get("count") or DEFAULT_COUNT), pace, int(values.get("level") or 0))


def _set_up(values: Values) -> Action:
    """With time and zone the set-up, with neither a look at it."""
    time, zone = (values.get(name, "").strip() for name in ("time", "zone"))
    if values.get("show") or not (time or zone):
        return ShowSetUp()
    if not (time and zone):
        missing = "a time of day" if zone else "a time zone"
        raise Refusal(f"/setup needs {missing} too. Write it like /setup 09:00 Europe/Berlin.")
    weekdays = _bits(values.get("days", ""), WEEKDAYS)
    window = int(values.get("window") or WINDOW_HOURS)
    topics, levels = _bits(values.get("topics", ""), TOPICS), _bits(values.get("levels", ""), tuple(LEVELS))
    first, talk = int(bool(values.get("first"))), int(TALK[values.get("talk", "").lower() or "closing"])
    return SetUpInDetail(_minutes(time), window, 1, first, weekdays or EVERY_DAY, topics, levels, talk)


def _bits(text: str, words: tuple[str, ...]) -> int:
    """A bit for each of the words that stands in a text."""
    given = re.split(r"[,\s]+", text.lower())
    return sum(1 << place for place, word in enumerate(words) if word in given)


COMMANDS: tuple[Command, ...] = (
    Command(
        "daily",
        "answers today's challenge, or shows an older one",
        lambda values: OpenDaily(_date("daily", values.get("date", ""))),
        (Option("date", "A date like 2026-11-20", takes_date=True, suggests=Suggests.DATES),),
    ),
    Command(
        "quiz",
        "starts a quiz with others here, alone in private",
        _quiz,
        (
            Option("topic", "A lesson, an area, a skill, a track, or nothing for a mix", suggests=Suggests.TOPICS),
            Option("count", f"How many questions, {FEWEST} to {MOST}", span=(FEWEST, MOST)),
            Option("pace", "How fast a quiz with others goes on", choices=tuple(Pace)),
            Option("level", f"How hard, 1 to {HARDEST}", span=(1, HARDEST)),
            Option("with", "Whom to challenge to a duel", takes_person=True),
            Option("history", "history: the quizzes that are over", choices=("history",)),
        ),
    ),
    Command(
        "study",
        "leads you through cards, challenge and a lesson",
        lambda values: StartStudy(int(values.get("minutes") or DEFAULT_MINUTES)),
        (Option("minutes", f"How long, {SHORTEST} to {LONGEST} minutes", span=(SHORTEST, LONGEST)),),
    ),
    Command("review", "goes through your due flashcards", lambda _: StartReview()),
    Command(
        "lesson",
        "shows the part of a lesson that fits your words",
        lambda _: OpenLesson(),
        (Option("what", "Words, a lesson or nothing for a list", suggests=Suggests.LESSONS),),
    ),
    Command(
        "find",
        "searches lessons, answered questions and your cards",
        lambda _: Find(),
        (Option("words", "What to look for", is_required=True),),
    ),
    Command(
        "leaderboard",
        "shows the board of this community",
        lambda values: ShowBoard(values.get("period") or Period.WEEK.value),
        (Option("period", "week, month or all", choices=tuple(Period)),),
    ),
    Command(
        "streak",
        "shows your streak, or the days behind it",
        lambda values: ShowStreak(int(bool(values.get("why")))),
        (Option("why", "why: the calendar behind it", choices=("why",)),),
    ),
    Command("points", "shows how your points came about", lambda _: ShowPoints()),
    Command(
        "me",
        "shows your skills, your memory and the next step",
        lambda _: ShowProgress(),
    ),
    Command("settings", "changes how Quorum works for you", lambda _: ShowSettings()),
    Command(
        "setup",
        "sets up the daily challenge here, or shows how it stands",
        _set_up,
        (
            Option("time", "Time of day, like 09:00", takes_time=True),
            Option("zone", "Time zone, like Europe/Berlin", suggests=Suggests.ZONES),
            Option("channel", "Where to post; here if left out", takes_place=True),
            Option("first", "now: post today's challenge at once", choices=("now",)),
            Option("role", "A role to mention with each post", takes_role=True),
            Option("window", "How late a post may come, in hours", span=WINDOW_SPAN),
            Option("days", "Only on these weekdays, like mon,wed,fri", several=WEEKDAYS),
            Option("topics", "Own questions: some of numbers, data, scale, ...", several=TOPICS),
            Option("levels", "Own questions: some of easy, medium, hard", several=tuple(LEVELS)),
            Option("talk", "When a thread for talk opens; at closing if left out", choices=tuple(TALK)),
            Option("show", "status: the last days, the next post, any pause", choices=("status",)),
        ),
        is_for_managers=True,
    ),
    Command(
        "pause",
        "keeps your streak while you are away, or pauses the challenge here",
        lambda values: Pause(_date("pause", values.get("until", ""))),
        (Option("until", "The last day of it, like 2026-12-24", takes_date=True),),
    ),
    Command("resume", "ends a pause", lambda _: Resume()),
    Command(
        "report",
        "says that the question you answered last is wrong",
        lambda _: ReportLast(),
        (Option("what", "What is wrong with it"),),
    ),
    Command("help", "shows these commands", lambda _: ShowHelp()),
    Command("start", "greets you", lambda _: Greet()),
)
_BY_NAME = {command.name: command for command in COMMANDS}


def read_line(line: str) -> tuple[Action, str]:
    """The action and text of a typed command, `/quiz caching 5`; Refusal says what was not understood."""
    name, *rest = line.strip().removeprefix("/").split(maxsplit=1) or [""]
    command = find(name)
    values: dict[str, str] = {}
    words = "".join(rest)[: TEXT_LIMIT * 2].split()
    for option in command.options:
        for word in words:
            if not (option.is_text or option.is_picked) and _fits(option, word):
                values[option.name] = word.removeprefix("with:") if option.takes_person else word.lower()
                words.remove(word)
                break
    text = next((option for option in command.options if option.is_text), None)
    if words and text is None:
        raise Refusal(_misread(command, words[0]))
    if text is not None:
        values[text.name] = " ".join(words)
    return make(command, values)


def make(command: Command, values: Values) -> tuple[Action, str]:
    """The action and text of a command with its options by name; Refusal says which option is wrong."""
    for option in command.options:
        value = values.get(option.name, "").strip()
        if option.is_required and not value:
            raise Refusal(f"/{command.name} needs {option.name}: {option.summary.lower()}. Try {command.usage}.")
        if option.span and value and not _in_span(value, option.span):
            raise Refusal(f"{plain(value, 20)} does not fit: {option.summary.lower()}. Try {command.usage}.")
        if option.choices and value and value.lower() not in option.choices:
            raise Refusal(_misread(command, value))
        if unknown := [one for one in chosen(option, values) if one not in option.several]:
            raise Refusal(f"{_short(unknown[0])} is not understood here. Choose of {', '.join(option.several)}.")
    text = next(
        (values.get(option.name, "") for option in command.options if option.is_text),
        "",
    )
    person = next((values.get(option.name, "") for option in command.options if option.takes_person), "")
    said = f"{person} {text}" if person.startswith("@") else text
    return command.action(values), said.strip()[:TEXT_LIMIT]


def chosen(option: Option, values: Values) -> list[str]:
    """The words that were given for an option of which several can be."""
    words = re.split(r"[,\s]+", values.get(option.name, "").strip().lower()) if option.several else []
    return [word for word in words if word]


def find(name: str) -> Command:
    """The command of a name; Refusal names the nearest one."""
    command = _BY_NAME.get(name.lower())
    if command is None:
        near = get_close_matches(name.lower()[:40], _BY_NAME, n=1)
        hint = f"Did you mean /{near[0]}?" if near else "See /help for all commands."
        raise Refusal(f"There is no command /{_short(name)}. {hint}")
    return command


def _fits(option: Option, word: str) -> bool:
    if option.takes_date:
        return bool(re.match(r"\d{2,}-|\d{8}$", word))
    if option.takes_time:
        return bool(re.fullmatch(r"\d{1,2}[:.h]\d{2}", word))
    if option.span:
        return bool(re.fullmatch(r"-?\d+", word))
    if option.several:
        return any(one in option.several for one in word.lower().split(","))
    if option.takes_person:
        return bool(re.fullmatch(r"(with:)?@[^@]+", word))
    return word.lower() in option.choices


def _misread(command: Command, word: str) -> str:
    choices = [choice for option in command.options for choice in option.choices]
    if word.lower() in choices:
        return f"Only one of {', '.join(choices)} at a time. Try {command.usage}."
    near = get_close_matches(word.lower()[:40], choices, n=1)
    if near:
        return f"{_short(word)} is not understood here. Did you mean /{command.name} {near[0]}?"
    if choices:
        return f"{_short(word)} is not understood here. Choose one of {', '.join(choices)}."
    return f"{_short(word)} is not understood here. Try {command.usage}."


def _in_span(value: str, span: tuple[int, int]) -> bool:
    return bool(re.fullmatch(r"\d{1,9}", value)) and span[0] <= int(value) <= span[1]


def _date(command: str, text: str) -> int:
    """YYYYMMDD of a date typed behind a command, 0 for none."""
    if not text:
        return 0
    try:
        return int(date.fromisoformat(text).strftime("%Y%m%d"))
    except ValueError:
        raise Refusal(f"{_short(text)} is no date. Write it like 2026-11-20: /{command} 2026-11-20.") from None


def _minutes(text: str) -> int:
    """Minutes after 00:00 of a typed time of day."""
    match = re.fullmatch(r"(\d{1,2})[:.h](\d{2})", text.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise Refusal(f"{_short(text)} is no time of day. Write it like 09:00: /setup 09:00 Europe/Berlin.")
    return int(match[1]) * 60 + int(match[2])


def _short(text: str) -> str:
    return plain(text, 40)
