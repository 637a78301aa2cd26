"""What those who manage a community may do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action
from bot.calendar import EVERY_DAY


@dataclass(frozen=True)
class SetUp(Action, name="community.setup"):
    """The daily challenge here from now on, at so many minutes after 00:00 of the zone that is the event's text.

    `window_hours`: how late a post may still be caught up; `shields` 0 where missed dates are nobody's outage;
    `post_now` 1 books today's post at once. Each post mentions the event's role.
    """

    wall_minutes: int
    window_hours: int
    shields: int
    post_now: int


@dataclass(frozen=True)
class SetUpInDetail(Action, name="community.detail"):
    """The same with more choices: a bit for each weekday, Monday first; for each theme and level to draw from; when a
    side room for talk opens (0 never, 1 at closing, 2 at posting).
    """

    wall_minutes: int
    window_hours: int
    shields: int
    post_now: int
    weekdays: int = EVERY_DAY
    topics: int = 0
    levels: int = 0
    talk: int = 0


@dataclass(frozen=True)
class PostNow(Action, name="community.post"):
    """Books today's post of a daily place at once, if that date has none."""

    place_id: int


@dataclass(frozen=True)
class ShowSetUp(Action, name="community.status"):
    """How the daily challenge of this place stands."""
