"""What a user may do with lessons."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action


@dataclass(frozen=True)
class OpenLesson(Action, name="learn.open"):
    """The section that fits the typed words best; without words the lessons there are."""


@dataclass(frozen=True)
class ReadSection(Action, name="lesson"):
    """One section. The name is short because lesson ids are long."""

    lesson_id: str
    anchor: str


@dataclass(frozen=True)
class ReadVariant(Action, name="variant"):
    """A lesson told in another way; `position` is the section that one comes from and goes back to."""

    lesson_id: str
    slug: str
    position: int


@dataclass(frozen=True)
class SaveCards(Action, name="learn.save"):
    """Put the cards of a lesson into one's deck."""

    lesson_id: str


@dataclass(frozen=True)
class ShowTracks(Action, name="learn.tracks"):
    """The tracks there are, a page at a time."""

    page: int


@dataclass(frozen=True)
class ChooseTrack(Action, name="learn.track"):
    """Follow a track from now on; an empty id for none."""

    track_id: str


@dataclass(frozen=True)
class Find(Action, name="learn.find"):
    """Search lessons, questions already answered and own cards."""
