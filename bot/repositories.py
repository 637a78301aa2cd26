"""What the core asks of each repository. All sync, all inside one transaction, domain values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.account.rules import Learner, Preferences
from bot.actions import Action
from bot.community.rules import Community, DailyPlace
from bot.events import Place, User
from bot.progress.rules import Day, PointLine, Rating
from bot.records import Answer, Delivery, Review
from bot.review.rules import DeckCard, Load


class Learners(Protocol):
    """People, their accounts, what they set, where they are members."""

    def present(self, user: User, place: Place, at: datetime) -> Learner:
        """The learner of an account, made at first sight together with the membership of the place's community."""
        ...

    def find(self, user: User, place: Place) -> Learner | None:
        """The learner of an account, None when it never acted."""
        ...

    def get(self, learner_id: int, place: Place) -> Learner | None:
        """A learner by her id, as she acts at a place."""
        ...

    def prefer(self, learner_id: int, preferences: Preferences) -> None:
        """Stores what a learner chose."""
        ...

    def communities(self, learner_id: int) -> set[int]:
        """Communities of which a learner is a member."""
        ...

    def move_home(self, learner_id: int, community_id: int) -> None:
        """Sets the community in which private acts count; 0 for none."""
        ...

    def told_of_boards(self, learner_id: int) -> bool:
        """Notes that she was told that she appears on boards; False when that was known."""
        ...


class Communities(Protocol):
    """Communities and their daily places."""

    def set_up(self, place: Place, settings: DailyPlace) -> DailyPlace:
        """Stores a community with its daily place, new or changed; ids of `settings` are ignored."""
        ...

    def of(self, place: Place) -> Community | None:
        """The community that a place belongs to."""
        ...

    def get(self, community_id: int) -> Community | None:
        """A community by its id."""
        ...

    def daily_place(self, place_id: int) -> DailyPlace | None:
        """A daily place by its id."""
        ...

    def daily_place_at(self, place: Place) -> DailyPlace | None:
        """The daily place where a message stands."""
        ...

    def daily_places(self, platform: str, community: str) -> list[DailyPlace]:
        """All daily places of a community."""
        ...

    def places_of(self, community_id: int) -> list[DailyPlace]:
        """All daily places of a community by its id."""
        ...

    def all_places(self, platform: str = "") -> list[DailyPlace]:
        """All daily places, everywhere or on a platform."""
        ...

    def pause(self, place_id: int, because: str) -> None:
        """Keeps a daily place but posts nothing there, with the reason as a sentence; an empty one ends the pause."""
        ...

    def note_low(self, place_id: int, *, is_low: bool) -> None:
        """Whether the owner of a daily place was told that its questions run out."""
        ...

    def set_holiday(self, place_id: int, until: date | None) -> None:
        """Nothing is posted at a daily place up to a date; None ends that."""
        ...

    def begin_again(self, place_id: int, at: datetime) -> None:
        """Ends the pause of a daily place; nothing is owed to it from before that instant."""
        ...

    def members_who_answered(self, community_id: int, challenge_id: int) -> list[Answer]:
        """Answers of members to a challenge."""
        ...


class Answers(Protocol):
    """The event log of answers: one for each learner and question asked."""

    def add(self, answer: Answer, community_id: int) -> int | None:
        """Logs an answer (its `id` is ignored) and returns its id; None when there is one already."""
        ...

    def of(self, learner_id: int, source: str, source_id: int) -> list[Answer]:
        """A learner's answers to one challenge or quiz, by position."""
        ...

    def get(self, answer_id: int) -> Answer | None:
        """An answer by its id."""
        ...

    def confide(self, answer_id: int, confidence: int) -> None:
        """Notes how sure the learner was: 1 guess, 2 think so, 3 sure."""
        ...

    def split(self, source: str, source_id: int, community_id: int = 0) -> Mapping[str, int]:
        """Answer -> how many gave it, everywhere or among the members of a community; an empty one is giving up."""
        ...

    def seen(self, learner_id: int) -> set[str]:
        """Questions a learner has answered."""
        ...

    def has_met(self, learner_id: int, question_id: str) -> bool:
        """Whether a learner answered a question or was shown its answer."""
        ...

    def last_met(self, learner_id: int) -> str | None:
        """The question that a learner answered, or was shown, last."""
        ...

    def calibration(self, learner_id: int) -> Mapping[int, tuple[int, int]]:
        """Confidence -> (right, all) of a learner's answers that carry one."""
        ...


class Deck(Protocol):
    """The cards of learners."""

    def add(self, learner_id: int, content_ids: Sequence[str], on: date, priority: int = 0) -> int:
        """Adds new cards and wakes suspended ones; how many. Others that are there stay as they are."""
        ...

    def bring_forward(self, learner_id: int, content_id: str, on: date, priority: int) -> None:
        """Makes one card due on that day, adding it when it is not there: it was missed."""
        ...

    def get(self, card_id: int) -> DeckCard | None:
        """A card by its id."""
        ...

    def next(self, learner_id: int, on: date, load: Load, preferences: Preferences) -> DeckCard | None:
        """The next card under her caps: confident misses, due reviews, new ones, the forgotten ones again."""
        ...

    def due(self, learner_id: int, on: date) -> list[DeckCard]:
        """All due reviews that can wait: not what was surely known and yet missed."""
        ...

    def counts(self, learner_id: int, on: date) -> tuple[int, int, int]:
        """(due, new, all) cards that are not suspended."""
        ...

    def ahead(self, learner_id: int, on: date, days: int) -> int:
        """Reviews that fall due after that day within so many days."""
        ...

    def put(self, card: DeckCard, was: int, *, new_on: date | None = None) -> bool:
        """Stores a card if its revision still is `was`, a new one as of `new_on`; False when it moved on."""
        ...

    def names(self, learner_id: int) -> set[str]:
        """Content ids of the cards in a learner's deck."""
        ...


class Reviews(Protocol):
    """The event log of reviews."""

    def add(self, review: Review, recall: float | None, community_id: int) -> int | None:
        """Logs a review (its `id` is ignored); None when the card was rated at that revision already."""
        ...

    def last(self, learner_id: int) -> Review | None:
        """The newest review of a learner; None when there is none or it is undone."""
        ...

    def count_since(self, learner_id: int, at: datetime) -> int:
        """How many reviews that stand a learner made since an instant."""
        ...

    def undo(self, review_id: int) -> None:
        """Marks a review as undone and takes its points back; it stays in the log."""
        ...

    def retention(self, learner_id: int) -> tuple[int, int]:
        """(recalled, all) reviews of cards that were not new."""
        ...


class Progress(Protocol):
    """Points, study days, ratings and lessons read: derived from the event log, kept for speed."""

    def is_paid(self, learner_id: int, act: str) -> bool:
        """Whether points were booked for an act, in any community."""
        ...

    def pay(self, learner_id: int, line: PointLine, on: date) -> bool:
        """Books points for an act; False when it was paid already."""
        ...

    def point_lines(self, learner_id: int, since: datetime, limit: int) -> list[PointLine]:
        """The newest points of a learner, each act once."""
        ...

    def total(self, learner_id: int, since: datetime) -> int:
        """Sum of a learner's points, each act once."""
        ...

    def totals(self, community_id: int, since: datetime) -> list[tuple[int, str, int]]:
        """(learner, name, points) of the members of a community who are on its boards."""
        ...

    def count(
        self,
        learner_id: int,
        on: date,
        *,
        challenges: int = 0,
        quizzes: int = 0,
        due_reviews: int = 0,
        new_cards: int = 0,
        paid_reviews: int = 0,
    ) -> tuple[Load, int]:
        """Adds to a study day; returns what it holds then and how many of its reviews were paid."""
        ...

    def clear_queue(self, learner_id: int, on: date, *, is_clear: bool = True) -> None:
        """Notes whether all that was due was reviewed."""
        ...

    def load(self, learner_id: int, on: date) -> Load:
        """What was reviewed on a study day."""
        ...

    def days(self, learner_id: int) -> list[Day]:
        """All study days of a learner, in order."""
        ...

    def regulars(self, community_id: int, challenge_id: int, limit: int) -> list[tuple[int, date]]:
        """(learner, study day of her answer) of members who show streak and name and answered a challenge.

        Those with the most study days come first.
        """
        ...

    def skill(self, learner_id: int, skill: str) -> Rating:
        """A learner's rating in a skill."""
        ...

    def skills(self, learner_id: int) -> Mapping[str, Rating]:
        """Skill -> rating, for the skills a learner was asked about."""
        ...

    def question(self, question_id: str) -> Rating | None:
        """A question's rating, None before its first answer."""
        ...

    def rate(
        self,
        learner_id: int,
        skill: str,
        of_skill: Rating,
        question_id: str,
        of_question: Rating,
    ) -> None:
        """Stores both ratings after an answer."""
        ...

    def read(self, learner_id: int, lesson_id: str, anchor: str, at: datetime) -> None:
        """Notes that a section was opened."""
        ...

    def sections_read(self, learner_id: int) -> Mapping[str, set[str]]:
        """Lesson -> anchors opened."""
        ...

    def pass_check(self, learner_id: int, lesson_id: str, at: datetime) -> bool:
        """Notes a passed lesson check; False when it was passed before."""
        ...

    def checks_passed(self, learner_id: int) -> set[str]:
        """Lessons whose check was passed."""
        ...


class Timers(Protocol):
    """Actions that are due at an instant, each once."""

    def set(self, action: Action, due: datetime) -> None:
        """Sets or moves a timer."""
        ...

    def cancel(self, action: Action) -> None:
        """Removes a timer."""
        ...

    def take(self, action: Action, now: datetime) -> bool:
        """Removes a timer that is due; False when it is gone or was moved."""
        ...

    def due(self, now: datetime, limit: int) -> list[Action]:
        """Timers that are due, oldest first."""
        ...

    def when(self, action: Action) -> datetime | None:
        """When a timer is due; None when it is not set."""
        ...


class Deliveries(Protocol):
    """The outbox: what is owed to places, claimed with a lease, confirmed with the message's id."""

    def add(self, place: Place, key: str, at: datetime, *, is_revision: bool = False) -> None:
        """Owes a message from that instant on; one pending revision for each key and place, at the earlier instant."""
        ...

    def are_waiting(self, platform: str, now: datetime) -> bool:
        """Whether there is anything to claim."""
        ...

    def claim(self, platform: str, now: datetime, lease_until: datetime, limit: int) -> list[Delivery]:
        """Takes deliveries that nobody holds a lease on."""
        ...

    def confirm(self, delivery_id: int, message_id: str, at: datetime) -> None:
        """A delivery was made."""
        ...

    def postpone(self, delivery_id: int, until: datetime) -> None:
        """A claimed delivery may be claimed again from that instant on."""
        ...

    def refuse(self, delivery_id: int, because: str, at: datetime) -> None:
        """The place takes no messages: this one is not tried again."""
        ...

    def note_before(self, delivery_id: int, message_id: int, tried: str) -> None:
        """Notes, just before a delivery is tried, the newest message known in the chat (-1: none) and what is sent."""
        ...

    def is_waiting(self, delivery_id: int) -> bool:
        """Whether a delivery was neither confirmed nor refused."""
        ...

    def in_doubt(self, platform: str) -> list[tuple[str, int]]:
        """Deliveries that were tried and not confirmed, with the ids of their places; the newest try comes last."""
        ...

    def messages(self, platform: str, community: str) -> set[str]:
        """The newest messages that are known to stand in the places of a community, a thousand at most."""
        ...

    def is_owed(self, place: Place, key: str) -> bool:
        """Whether the first message of a key is still to come to a place."""
        ...

    def was_owed(self, place: Place, key: str) -> bool:
        """Whether the message of a key was ever owed to a place."""
        ...

    def standing(self, place: Place, key: str) -> str:
        """The message that stands in a place under a key; empty when none does."""
        ...

    def refused_revisions(self, place: Place) -> set[str]:
        """Keys of the messages at a place whose last revision was refused."""
        ...
