"""What all tables share: their metadata with its names, ids and the reference to a learner."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")
"""SQLite hands out row ids only for its own INTEGER."""


def identity() -> Column[int]:
    """The id of a row."""
    return Column("id", Id, primary_key=True, autoincrement=True)


def learner(**options: bool) -> Column[int]:
    """Whose row it is."""
    return Column("learner_id", Id, ForeignKey("learners.id"), nullable=False, **options)  # type: ignore[arg-type]
