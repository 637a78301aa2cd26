"""Column types that both databases keep alike: instants and dates as whole numbers, which sort and have no zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Whole(TypeDecorator[Any]):
    """A value kept as a whole number."""

    impl: Any = BigInteger
    cache_ok = True

    @staticmethod
    def to_number(value: Any) -> int | None:
        """The number of a value."""
        raise NotImplementedError

    @staticmethod
    def from_number(number: int | None) -> Any:
        """The value of a number."""
        raise NotImplementedError

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """The number of a value."""
        return self.to_number(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Any:
        """The value of a number."""
        return self.from_number(value)


class UtcDateTime(Whole):
    """An instant as microseconds since 1970 in UTC. Refuses naive times."""

    cache_ok = True

    @staticmethod
    def to_number(value: datetime | None) -> int | None:
        """Microseconds of an aware datetime; ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time is no instant: {value}")
        return (value - _EPOCH) // _MICROSECOND

    @staticmethod
    def from_number(number: int | None) -> datetime | None:
        """The instant in UTC."""
        return None if number is None else _EPOCH + timedelta(microseconds=number)


class Day(Whole):
    """A calendar date as its proleptic Gregorian ordinal."""

    impl: Any = Integer
    cache_ok = True

    @staticmethod
    def to_number(value: date | None) -> int | None:
        """The ordinal of a date."""
        return None if value is None else value.toordinal()

    @staticmethod
    def from_number(number: int | None) -> date | None:
        """The date of an ordinal."""
        return None if number is None else date.fromordinal(number)
