"""Instants and dates in columns: the same on both databases, never without a zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from flows.servers import Store
from hypothesis import given
from hypothesis import strategies as st

from bot.daily.actions import PostWhatIsOwed
from storage.columns import Day, UtcDateTime

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
zones = st.builds(timezone, st.timedeltas(timedelta(hours=-23, minutes=-59), timedelta(hours=23, minutes=59)))
instants = st.builds(
    lambda span, zone: (NOW + span).astimezone(zone),
    st.timedeltas(timedelta(days=-700_000), timedelta(days=2_900_000)),
    zones,
)
DIALECT = sa.create_engine("sqlite://").dialect


@given(at=instants)
def test_an_instant_comes_back_in_utc_to_the_microsecond(at: datetime) -> None:
    kept = UtcDateTime().process_bind_param(at, DIALECT)
    back = UtcDateTime().process_result_value(kept, DIALECT)
    assert back == at
    assert back.tzinfo is UTC


@given(first=instants, second=instants)
def test_later_instants_are_greater_numbers(first: datetime, second: datetime) -> None:
    numbers = [UtcDateTime().process_bind_param(at, DIALECT) for at in (first, second)]
    assert (numbers[0] < numbers[1]) == (first < second)


@given(on=st.dates())
def test_a_date_comes_back_as_it_was(on: date) -> None:
    assert Day().process_result_value(Day().process_bind_param(on, DIALECT), DIALECT) == on


def test_nothing_stays_nothing() -> None:
    for kind in (UtcDateTime(), Day()):
        assert kind.process_bind_param(None, DIALECT) is None
        assert kind.process_result_value(None, DIALECT) is None


def test_a_naive_time_is_refused_and_nothing_is_stored(store: Store) -> None:
    timer = PostWhatIsOwed(1)
    with pytest.raises(ValueError, match="naive"), store.write() as work:
        work.timers.set(timer, NOW.replace(tzinfo=None))
    assert store.read(lambda work: work.timers.when(timer)) is None


def test_a_time_of_another_zone_is_stored_as_the_instant_it_is(store: Store) -> None:
    timer, tokyo = PostWhatIsOwed(1), timezone(timedelta(hours=9))
    with store.write() as work:
        work.timers.set(timer, datetime(2026, 11, 21, 9, tzinfo=tokyo))
    assert store.read(lambda work: work.timers.when(timer)) == datetime(2026, 11, 21, tzinfo=UTC)
