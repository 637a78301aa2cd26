"""Repositories of people, communities and the daily challenge: what is stored comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flows.servers import Store

from bot.account.rules import Preferences
from bot.community.rules import Community, DailyPlace
from bot.daily.rules import Posting, PostState
from bot.events import Place, User
from bot.ports import UnitOfWork
from bot.records import Answer

NOW = datetime(2026, 11, 21, 9, 0, 0, 123456, tzinfo=UTC)
TODAY = date(2026, 11, 21)
MINUTE = timedelta(minutes=1)
ANN, BEN = User("stage", "ann", "ann"), User("stage", "ben", "ben")
SQUARE, ALONE = Place("stage", "square", "town"), Place("stage", "private ann")
SETTINGS = DailyPlace(
    id=0,
    community_id=0,
    platform="stage",
    community="town",
    external_id="square",
    room="",
    zone=ZoneInfo("Asia/Kathmandu"),
    wall=time(23, 59),
    set_at=NOW,
    weekdays=0b0011111,
    window=timedelta(hours=168),
    shields_missed=False,
)


def set_up(work: UnitOfWork, **changes: object) -> DailyPlace:
    """The daily place of the square, set up with some changes."""
    return work.communities.set_up(SQUARE, replace(SETTINGS, **changes))


def answer(learner_id: int, challenge_id: int, given: str = "1", *, is_right: bool = True) -> Answer:
    return Answer(0, learner_id, "challenge", challenge_id, 0, "kafka-q01", given, is_right, NOW, TODAY)


# ---- learners


def test_a_learner_is_made_at_first_sight_and_is_the_same_ever_after(store: Store) -> None:
    assert store.read(lambda work: work.learners.find(ANN, SQUARE)) is None
    with store.write() as work:
        ann = work.learners.present(ANN, SQUARE, NOW)
        ben = work.learners.present(BEN, SQUARE, NOW)
    with store.write() as work:
        assert work.learners.present(ANN, ALONE, NOW) == ann
    assert ann.id != ben.id
    assert (ann.name, ann.community_id, ann.knows_of_boards) == ("ann", 0, False)
    assert store.read(lambda work: work.learners.find(ANN, ALONE)) == ann


def test_the_same_id_on_another_platform_is_somebody_else(store: Store) -> None:
    with store.write() as work:
        here = work.learners.present(ANN, ALONE, NOW)
        there = work.learners.present(User("other", "ann", "ann"), Place("other", "x"), NOW)
    assert here.id != there.id


def test_a_community_that_is_known_makes_a_member_with_its_zone(store: Store) -> None:
    with store.write() as work:
        place = set_up(work)
        ann = work.learners.present(ANN, SQUARE, NOW)
    assert ann.community_id == place.community_id
    assert ann.preferences.zone.key == "Asia/Kathmandu"
    assert store.read(lambda work: work.learners.find(ANN, ALONE)).community_id == 0


def test_preferences_come_back_as_they_were_set(store: Store) -> None:
    chosen = Preferences(ZoneInfo("America/St_Johns"), 4, 0, 55, 80, False, False, "first-steps")
    with store.write() as work:
        ann, ben = (work.learners.present(user, ALONE, NOW) for user in (ANN, BEN))
        work.learners.prefer(ann.id, chosen)
    assert store.read(lambda work: work.learners.find(ANN, ALONE)).preferences == chosen
    assert store.read(lambda work: work.learners.find(BEN, ALONE)) == ben


@pytest.mark.parametrize("name", ["O'Brien; DROP TABLE learners", "山田 太郎 🙂", "x" * 10_000, '"%s" :name {}', "\\"])
def test_any_name_comes_back_letter_by_letter(store: Store, name: str) -> None:
    with store.write() as work:
        work.learners.present(ANN, ALONE, NOW)
        work.learners.present(replace(ANN, name=name), ALONE, NOW)
    assert store.read(lambda work: work.learners.find(ANN, ALONE)).name == name


def test_a_name_is_kept_when_the_platform_gives_none(store: Store) -> None:
    with store.write() as work:
        work.learners.present(ANN, ALONE, NOW)
        work.learners.present(replace(ANN, name=""), ALONE, NOW)
        nameless = work.learners.present(User("stage", "77"), ALONE, NOW)
    assert store.read(lambda work: work.learners.find(ANN, ALONE)).name == "ann"
    assert nameless.name == "learner 77"


def test_one_is_told_of_boards_once(store: Store) -> None:
    with store.write() as work:
        ann = work.learners.present(ANN, ALONE, NOW)
        assert work.learners.told_of_boards(ann.id)
        assert not work.learners.told_of_boards(ann.id)
    assert store.read(lambda work: work.learners.find(ANN, ALONE)).knows_of_boards


# ---- communities


def test_a_daily_place_comes_back_as_it_was_set_up(store: Store) -> None:
    with store.write() as work:
        place = set_up(work)
    assert replace(place, id=0, community_id=0) == SETTINGS
    assert store.read(lambda work: work.communities.daily_place(place.id)) == place
    assert store.read(lambda work: work.communities.daily_place_at(SQUARE)) == place
    expected = Community(place.community_id, "stage", "town", ZoneInfo("Asia/Kathmandu"))
    assert store.read(lambda work: work.communities.of(SQUARE)) == expected


def test_setting_up_again_changes_the_same_place(store: Store) -> None:
    with store.write() as work:
        first = set_up(work)
        second = set_up(work, zone=ZoneInfo("UTC"), wall=time(0), weekdays=127, shields_missed=True)
    assert (second.id, second.community_id) == (first.id, first.community_id)
    assert (second.zone.key, second.wall, second.weekdays, second.shields_missed) == ("UTC", time(0), 127, True)
    assert store.read(lambda work: work.communities.of(SQUARE)).zone.key == "UTC"


def test_rooms_and_channels_of_a_community_are_places_of_their_own(store: Store) -> None:
    with store.write() as work:
        places = [
            work.communities.set_up(where, SETTINGS)
            for where in (SQUARE, replace(SQUARE, room="topic 7"), replace(SQUARE, id="market"))
        ]
    assert len({place.id for place in places}) == 3
    assert len({place.community_id for place in places}) == 1
    found = store.read(lambda work: work.communities.daily_place_at(replace(SQUARE, room="topic 7")))
    assert found == places[1]


def test_what_was_never_set_up_is_not_there(store: Store) -> None:
    assert store.read(lambda work: work.communities.of(SQUARE)) is None
    assert store.read(lambda work: work.communities.of(ALONE)) is None
    assert store.read(lambda work: work.communities.daily_place(1)) is None
    assert store.read(lambda work: work.communities.daily_place_at(SQUARE)) is None


def test_answers_of_members_are_found_and_those_of_others_are_not(store: Store) -> None:
    with store.write() as work:
        place = set_up(work)
        challenge = work.challenges.add(TODAY, "kafka-q01")
        other = work.challenges.add(TODAY + timedelta(days=1), "kafka-q02")
        ann, ben = work.learners.present(ANN, SQUARE, NOW), work.learners.present(BEN, ALONE, NOW)
        for learner in (ann, ben):
            work.answers.add(answer(learner.id, challenge.id), 0)
        work.answers.add(answer(ann.id, other.id), 0)
    found = store.read(lambda work: work.communities.members_who_answered(place.community_id, challenge.id))
    assert [(one.learner_id, one.source_id) for one in found] == [(ann.id, challenge.id)]


# ---- challenges


def test_a_date_has_one_challenge(store: Store) -> None:
    with store.write() as work:
        first = work.challenges.add(TODAY, "kafka-q01")
        assert work.challenges.add(TODAY, "kafka-q02") == first
        later = work.challenges.add(TODAY + timedelta(days=9), "kafka-q01")
    assert store.read(lambda work: work.challenges.on(TODAY)) == first
    assert store.read(lambda work: work.challenges.get(later.id)) == later
    assert store.read(lambda work: work.challenges.get(999)) is None
    assert store.read(lambda work: work.challenges.on(TODAY - timedelta(days=1))) is None
    assert store.read(lambda work: work.challenges.used()) == {"kafka-q01": TODAY + timedelta(days=9)}


def test_a_date_is_booked_once_for_a_place(store: Store) -> None:
    with store.write() as work:
        place = set_up(work)
        challenge = work.challenges.add(TODAY, "kafka-q01")
        posting = work.ledger.book(place.id, TODAY, PostState.PLANNED, NOW, NOW, challenge.id)
        assert work.ledger.book(place.id, TODAY, PostState.MISSED, NOW, NOW, None, "again") is None
        late = NOW + timedelta(minutes=6)
        missed = work.ledger.book(place.id, TODAY + timedelta(days=1), PostState.MISSED, NOW, late, None, "asleep")
    assert posting is not None
    planned = Posting(posting.id, place.id, place.community_id, TODAY, PostState.PLANNED, NOW, challenge.id)
    assert posting == replace(planned, booked_at=NOW)
    assert missed is not None
    assert (missed.reason, missed.missed_at, missed.challenge_id) == ("asleep", late, None)
    assert store.read(lambda work: work.ledger.posting(missed.id)) == missed
    assert store.read(lambda work: work.ledger.booked(place.id)) == [missed, posting]
    assert store.read(lambda work: work.ledger.posting(999)) is None


def test_the_ledger_gives_its_newest_forty_rows(store: Store) -> None:
    with store.write() as work:
        place = set_up(work)
        for days in range(45):
            work.ledger.book(place.id, TODAY + timedelta(days=days), PostState.MISSED, NOW, NOW, None, "asleep")
    booked = store.read(lambda work: work.ledger.booked(place.id))
    assert [one.on for one in booked] == [TODAY + timedelta(days=days) for days in range(44, 4, -1)]


def test_a_posting_goes_from_planned_to_claimed_to_posted_to_closed(store: Store) -> None:
    with store.write() as work:
        place = set_up(work)
        challenge = work.challenges.add(TODAY, "kafka-q01")
        posting = work.ledger.book(place.id, TODAY, PostState.PLANNED, NOW, NOW, challenge.id)
        assert posting is not None
        work.ledger.move(posting.id, PostState.CLAIMED, NOW + MINUTE)
        work.ledger.move(posting.id, PostState.POSTED, NOW + 2 * MINUTE)
    community_id = place.community_id
    open_now = store.read(lambda work: work.ledger.posting(posting.id))
    instants = {"claimed_at": NOW + MINUTE, "posted_at": NOW + 2 * MINUTE}
    assert open_now == replace(posting, state=PostState.POSTED, **instants)
    assert store.read(lambda work: work.challenges.open_in(community_id)) == challenge
    assert store.read(lambda work: work.ledger.open_postings()) == [posting.id]
    assert store.read(lambda work: work.ledger.postings(challenge.id, community_id)) == [open_now]
    assert store.read(lambda work: work.ledger.postings(challenge.id, community_id + 1)) == []
    with store.write() as work:
        work.ledger.move(posting.id, PostState.CLOSED, NOW + timedelta(days=1))
    closed = store.read(lambda work: work.ledger.posting(posting.id))
    assert closed == replace(posting, state=PostState.CLOSED, closed_at=NOW + timedelta(days=1), **instants)
    assert store.read(lambda work: work.challenges.open_in(community_id)) is None
    assert store.read(lambda work: work.challenges.chosen_for(community_id, TODAY)) == challenge
    assert store.read(lambda work: work.challenges.chosen_for(community_id, TODAY + timedelta(days=1))) is None
    assert store.read(lambda work: work.ledger.open_postings()) == []
    with pytest.raises(ValueError, match="does not move"), store.write() as work:
        work.ledger.move(posting.id, PostState.MISSED, NOW)


def test_a_missed_posting_is_open_nowhere_and_may_be_forgotten(store: Store) -> None:
    with store.write() as work:
        place = set_up(work)
        challenge = work.challenges.add(TODAY, "kafka-q01")
        ann = work.learners.present(ANN, SQUARE, NOW)
        posting = work.ledger.book(place.id, TODAY, PostState.PLANNED, NOW, NOW, challenge.id)
        assert posting is not None
        work.ledger.forget_missed(place.id, TODAY)
        assert work.ledger.posting(posting.id) == posting
        work.ledger.miss(posting.id, "asleep", NOW + MINUTE)
    missed = store.read(lambda work: work.ledger.posting(posting.id))
    assert missed == replace(posting, state=PostState.MISSED, reason="asleep", missed_at=NOW + MINUTE)
    assert store.read(lambda work: work.ledger.open_postings()) == []
    assert store.read(lambda work: work.ledger.postings(challenge.id, place.community_id)) == []
    assert store.read(lambda work: work.ledger.communities_of(challenge.id, ann.id)) == []
    assert store.read(lambda work: work.ledger.since(TODAY)) == [missed]
    assert store.read(lambda work: work.ledger.since(TODAY, place.id + 1)) == []
    assert store.read(lambda work: work.ledger.since(TODAY + timedelta(days=1))) == []
    with store.write() as work:
        work.ledger.forget_missed(place.id, TODAY)
    assert store.read(lambda work: work.ledger.booked(place.id)) == []


def test_communities_of_a_learner_that_got_a_challenge(store: Store) -> None:
    with store.write() as work:
        place = set_up(work)
        challenge = work.challenges.add(TODAY, "kafka-q01")
        ann, ben = work.learners.present(ANN, SQUARE, NOW), work.learners.present(BEN, ALONE, NOW)
        assert work.ledger.communities_of(challenge.id, ann.id) == []
        work.ledger.book(place.id, TODAY, PostState.PLANNED, NOW, NOW, challenge.id)
    assert store.read(lambda work: work.ledger.communities_of(challenge.id, ann.id)) == [place.community_id]
    assert store.read(lambda work: work.ledger.communities_of(challenge.id, ben.id)) == []


def test_outages_are_missed_dates_that_shield_members_of_that_time(store: Store) -> None:
    with store.write() as work:
        place = set_up(work, shields_missed=True)
        early = work.learners.present(ANN, SQUARE, NOW)
        late = work.learners.present(BEN, SQUARE, NOW + timedelta(days=2))
        for days in range(4):
            due = NOW + timedelta(days=days, hours=1)
            work.ledger.book(place.id, TODAY + timedelta(days=days), PostState.MISSED, due, due, None, "asleep")
    assert store.read(lambda work: work.ledger.outages(early.id)) == {
        TODAY + timedelta(days=n): "asleep" for n in range(4)
    }
    assert store.read(lambda work: work.ledger.outages(late.id)) == {
        TODAY + timedelta(days=n): "asleep" for n in (2, 3)
    }
    with store.write() as work:
        set_up(work, shields_missed=False)
    assert store.read(lambda work: work.ledger.outages(early.id)) == {}
