"""What the core asks of the repositories of the daily challenge. All sync, inside one transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from bot.daily.rules import Challenge, Posting, PostState
from bot.pause.rules import DaysOff as Days
from bot.progress.rules import PointLine, Rating
from bot.records import Answer, Report


class Challenges(Protocol):
    """Questions of dates: one of the calendar for a date, and one for each place that draws its own."""

    def on(self, on: date, place_id: int = 0) -> Challenge | None:
        """The challenge of a date, of the calendar or of a place."""
        ...

    def get(self, challenge_id: int) -> Challenge | None:
        """A challenge by its id."""
        ...

    def add(self, on: date, question_id: str, place_id: int = 0) -> Challenge:
        """Fixes the question of a date; the one that stands when there is one."""
        ...

    def replace(self, challenge: Challenge, question_id: str, place_id: int) -> Challenge:
        """Another challenge in the place of one that nobody answered yet; who opened that one finds it gone."""
        ...

    def is_untouched(self, challenge_id: int) -> bool:
        """Whether nobody can have seen the question: no answer, and no post that may stand anywhere."""
        ...

    def dates(self, until: date, limit: int, community_id: int = 0) -> list[date]:
        """The newest dates that have a challenge, of the calendar or of a community, newest first."""
        ...

    def used(self) -> dict[str, date]:
        """Question -> last date on which it was the challenge of the calendar."""
        ...

    def asked_since(self, on: date) -> set[str]:
        """Questions that were a challenge anywhere from a date on."""
        ...

    def kept_from(self, learner_id: int, since: date, today: date) -> set[str]:
        """Questions of dates since then that she did not answer and that are open somewhere, or will be."""
        ...

    def used_at(self, place_id: int) -> dict[str, date]:
        """Question -> last date on which it was the challenge of a place, drawn or from the calendar."""
        ...

    def was_asked_before(self, challenge_id: int, place_id: int) -> bool:
        """Whether its question was the challenge of an earlier date: of the same draw, or posted at a place."""
        ...

    def posted_in(self, community_id: int, on: date) -> Challenge | None:
        """The challenge that a community got on a date."""
        ...

    def open_in(self, community_id: int) -> Challenge | None:
        """The newest challenge of a community that is not closed."""
        ...

    def chosen_for(self, community_id: int, on: date) -> Challenge | None:
        """The challenge of a date that a community draws itself, else that of the calendar, if one was chosen."""
        ...


class Ledger(Protocol):
    """What was posted where: (place, date) once. A row that was missed or skipped stays out of all but `booked`."""

    def booked(self, place_id: int) -> list[Posting]:
        """The newest 40 rows of a place, newest first."""
        ...

    def since(self, on: date, place_id: int = 0) -> list[Posting]:
        """All rows from a date on, of one place or of all, by place and date."""
        ...

    def book(
        self,
        place_id: int,
        on: date,
        state: PostState,
        due_at: datetime,
        now: datetime,
        challenge_id: int | None,
        reason: str = "",
    ) -> Posting | None:
        """A new row; None when the date is booked already."""
        ...

    def posting(self, posting_id: int) -> Posting | None:
        """A row by its id."""
        ...

    def postings(self, challenge_id: int, community_id: int) -> list[Posting]:
        """Where a community gets or got a challenge."""
        ...

    def move(self, posting_id: int, state: PostState, at: datetime) -> None:
        """A row in its next state; in `planned` again when its post was refused."""
        ...

    def miss(self, posting_id: int, because: str, at: datetime) -> None:
        """A row that was planned is not posted any more, with the reason."""
        ...

    def remark(self, posting_id: int, reason: str) -> None:
        """Notes something at a row, or nothing any more."""
        ...

    def forget_missed(self, place_id: int, on: date) -> None:
        """A date without a post has no row any more: it is going to get one."""
        ...

    def open_postings(self) -> list[int]:
        """Ids of the rows that are not closed."""
        ...

    def closed_with(self, learner_id: int, since: datetime) -> list[Posting]:
        """Rows closed since an instant, in communities of a learner, with a challenge that she answered."""
        ...

    def communities_of(self, challenge_id: int, learner_id: int) -> list[int]:
        """Communities of a learner that get or got a challenge."""
        ...

    def outages(self, learner_id: int) -> dict[date, str]:
        """Dates on which a community of hers got no post and shields streaks, with the reason."""
        ...

    def undecided(self, learner_id: int) -> set[date]:
        """Dates whose post may still come to a community of hers."""
        ...


class Uptime(Protocol):
    """When the process was there to be used."""

    def last_beat(self) -> datetime | None:
        """The last sign of life of any process on this database; None before the first."""
        ...

    def beat(self, at: datetime) -> None:
        """A sign of life."""
        ...

    def add_stop(self, since: datetime, until: datetime) -> None:
        """Nothing ran between two instants."""
        ...

    def stops(self) -> list[tuple[datetime, datetime]]:
        """All stops, oldest first."""
        ...


class DaysOff(Protocol):
    """Study days that cost a learner no streak: her holidays, and what a change of zone left out."""

    def put(self, learner_id: int, off: Days) -> None:
        """Stores days off, or another end for those with the same beginning and reason."""
        ...

    def of(self, learner_id: int) -> list[Days]:
        """All days off of a learner, oldest first."""
        ...

    def end(self, learner_id: int, off: Days, on: date) -> None:
        """Days off end before a day."""
        ...


class Questions(Protocol):
    """What is known of questions beside the library: frozen, reported, corrected."""

    def frozen(self) -> dict[str, str]:
        """Question -> why it is not to be a challenge now."""
        ...

    def freeze(self, question_id: str, because: str, at: datetime) -> bool:
        """A question is not to be a challenge until somebody has looked at it; False when that was so."""
        ...

    def release(self, question_id: str) -> bool:
        """A question may be a challenge again; False when it might."""
        ...

    def keys(self) -> dict[str, str]:
        """Question -> its corrected key, in the form of an answer."""
        ...

    def correct(self, question_id: str, key: str, at: datetime) -> None:
        """A question has another key from now on, and always had."""
        ...

    def report(self, learner_id: int, question_id: str, text: str, at: datetime) -> None:
        """Somebody said that a question is wrong."""
        ...

    def open_reports(self) -> list[Report]:
        """What nobody has looked at yet, oldest first."""
        ...

    def close_reports(self, question_id: str, at: datetime) -> int:
        """Somebody has looked at what was said of a question; how many reports that were."""
        ...


class Judgements(Protocol):
    """What follows from how answers are judged; written anew only where a key is corrected."""

    def answers_to(self, question_id: str) -> list[Answer]:
        """All answers to a question, the first one first."""
        ...

    def judge(self, answer_id: int, *, is_right: bool) -> None:
        """An answer has another verdict."""
        ...

    def checks(self, learner_id: int, lesson_id: str) -> list[list[Answer]]:
        """The answers of each check of a lesson that a learner finished, in the order in which they ended."""
        ...

    def all_answers(self) -> list[tuple[int, str, bool]]:
        """(learner, question, right) of all answers that gave up on nothing, the first one first."""
        ...

    def lines(self, learner_id: int, act: str) -> list[PointLine]:
        """Points booked for an act, in each community; in the act `%` stands for any text."""
        ...

    def change(self, learner_id: int, act: str, worth: int) -> None:
        """An act is worth other points, wherever it is booked."""
        ...

    def take_back(self, learner_id: int, act: str) -> None:
        """Points for an act are booked nowhere; in the act `%` stands for any text."""
        ...

    def fail_check(self, learner_id: int, lesson_id: str) -> None:
        """The check of a lesson is not passed."""
        ...

    def ratings(self) -> tuple[dict[tuple[int, str], Rating], dict[str, Rating]]:
        """(learner, skill) -> rating, and question -> rating, as they are kept."""
        ...

    def rate_skill(self, learner_id: int, skill: str, rating: Rating) -> None:
        """A learner's rating in a skill."""
        ...

    def rate_question(self, question_id: str, rating: Rating) -> None:
        """A question's rating."""
        ...

    def replace_card(self, learner_id: int, question_id: str, missed_on: date | None, priority: int) -> None:
        """The card of a question as its last miss makes it, none without one; what was reviewed or suspended stays."""
        ...

    def closed_posts(self, question_id: str) -> list[int]:
        """Ids of the closed rows of the ledger in which a question was asked."""
        ...
