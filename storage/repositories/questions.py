"""What is known of questions beside the library."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from storage.daily_models import frozen_questions
from storage.link import Link

_FROZEN = sa.select(frozen_questions.c.question_id, frozen_questions.c.reason)
_FREEZE = insert(frozen_questions).on_conflict_do_nothing()
_RELEASE = sa.delete(frozen_questions).where(frozen_questions.c.question_id == bindparam("released"))


class Questions:
    """What is known of questions beside the library: which are frozen until somebody has looked at them."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def frozen(self) -> dict[str, str]:
        """Question -> why it is not to be a challenge now."""
        return dict(self._link.rows(_FROZEN))

    def freeze(self, question_id: str, because: str, at: datetime) -> bool:
        """A question is not to be a challenge until somebody has looked at it; False when that was so."""
        return self._link.run(_FREEZE, question_id=question_id, reason=because, at=at) == 1

    def release(self, question_id: str) -> bool:
        """A question may be a challenge again; False when it might."""
        return self._link.run(_RELEASE, released=question_id) == 1
