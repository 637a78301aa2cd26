"""The ledger as lines of text, for whoever runs the process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby

from bot.community.rules import DailyPlace
from bot.daily.rules import Posting
from bot.ports import UnitOfWork

INSTANTS = ("due", "booked", "claimed", "posted", "closed", "missed")


def read_ledger(since: date, place: str, work: UnitOfWork) -> list[str]:
    """The rows from a date on, of all places or of those with this id, here or on their platform."""
    places = {one.id: one for one in work.communities.all_places()}
    wanted = {one.id for one in places.values() if place in ("", str(one.id), one.external_id, one.community)}
    postings = [one for one in work.ledger.since(since) if one.place_id in wanted]
    return list(lines({place_id: places[place_id] for place_id in wanted}, postings))


def lines(places: Mapping[int, DailyPlace], postings: Sequence[Posting]) -> Iterator[str]:
    """A heading for each place, then its rows by date; instants in UTC, those of another day with their date."""
    rows = {place_id: list(rows) for place_id, rows in groupby(postings, lambda one: one.place_id)}
    for place_id, place in sorted(places.items()):
        paused = f", paused: {place.paused_because}" if place.paused_because else ""
        name = "/".join(part for part in (place.platform, place.community, place.external_id, place.room) if part)
        yield f"place {place_id}: {name}, {place.wall:%H:%M} {place.zone.key}{paused}"
        for posting in rows.get(place_id, ()):
            yield f"  {_row(posting)}"


def _row(posting: Posting) -> str:
    instants = (getattr(posting, f"{name}_at") for name in INSTANTS)
    told = (f"{name} {_instant(at, posting.on)}" for name, at in zip(INSTANTS, instants, strict=True) if at)
    reason = f"  ({posting.reason})" if posting.reason else ""
    return f"{posting.on} {posting.state:<8}{', '.join(told)}{reason}"


def _instant(at: datetime, on: date) -> str:
    at = at.astimezone(UTC)
    return f"{at:%H:%M:%S}" if at.date() == on else f"{at:%m-%d %H:%M:%S}"
