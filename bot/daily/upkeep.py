"""What keeps the promise of the daily challenge beside the timers: signs of life, and timers that went missing."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.daily.actions import PostWhatIsOwed
from bot.ports import UnitOfWork

SHIELDING_STOP = timedelta(hours=6)
"""A stop of the process that takes so much of a study day shields it for everybody."""


def beat(at: datetime, work: UnitOfWork) -> None:
    """A sign of life. A long silence before it is kept as a stop."""
    last = work.uptime.last_beat()
    if last is not None and at - last >= SHIELDING_STOP:
        work.uptime.add_stop(last, at)
    if last is None or at > last:
        work.uptime.beat(at)


def places_without_timer(at: datetime, work: UnitOfWork) -> list[int]:
    """Places to which something will be owed and whose timer is missing or late. One that was left has none."""
    found = []
    for place in work.communities.all_places():
        when = work.timers.when(PostWhatIsOwed(place.id))
        if when is None and place.paused_because:
            continue
        if when is None or when > place.schedule.next(at).at:
            found.append(place.id)
    return found


def mend_timers(place_ids: list[int], at: datetime, work: UnitOfWork) -> None:
    """Has these places looked at: settings and ledger say what they are owed."""
    for place_id in place_ids:
        work.timers.set(PostWhatIsOwed(place_id), at)
