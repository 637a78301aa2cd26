"""Statements compiled once and run on a connection: a fifth of the cost of executing each anew, types kept.

A statement must be a module-level constant. Names of columns fill VALUES or SET, other names are its own `bindparam`s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeDecorator, TypeEngine

Row = tuple[Any, ...]
_Convert = Callable[[Any], Any]


class _Plan:
    """The text of a statement for one dialect and what converts its parameters and results."""

    def __init__(self, statement: ClauseElement, dialect: sa.Dialect, names: tuple[str, ...]) -> None:
        columns = [name for name in names if isinstance(statement, UpdateBase) and name in statement.table.c]
        compiled = statement.compile(dialect=dialect, column_keys=columns or None)
        self.sql = str(compiled)
        self._constants: dict[str, Any] = {}
        self._converters: list[tuple[str, _Convert]] = []
        for name, bind in compiled.binds.items():  # type: ignore[attr-defined]
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if name not in names:
                self._constants[name] = convert(bind.value) if convert else bind.value
            elif convert:
                self._converters.append((name, convert))
        results = getattr(statement, "exported_columns", None)
        readers = [_reader(column.type, dialect) for column in results or ()]
        self._readers = [(index, read) for index, read in enumerate(readers) if read]

    def parameters(self, values: dict[str, Any]) -> dict[str, Any]:
        """Values as the driver takes them."""
        for name, convert in self._converters:
            values[name] = convert(values[name])
        return {**self._constants, **values} if self._constants else values

    def read(self, row: Row) -> Row:
        """A row of the driver as the columns' Python values."""
        if not self._readers:
            return row
        values = list(row)
        for index, read in self._readers:
            values[index] = read(values[index])
        return tuple(values)


def _reader(kind: TypeEngine[Any], dialect: sa.Dialect) -> _Convert | None:
    """What turns a driver's value into that of a column; numbers and texts come as they are from both drivers."""
    if not isinstance(kind, TypeDecorator | sa.Boolean):
        return None
    return kind.dialect_impl(dialect).result_processor(dialect, None)


class Plans:
    """The compiled statements of one dialect."""

    def __init__(self, dialect: sa.Dialect) -> None:
        self._dialect = dialect
        self._plans: dict[tuple[ClauseElement, tuple[str, ...]], _Plan] = {}

    def of(self, statement: ClauseElement, names: tuple[str, ...]) -> _Plan:
        """The plan of a statement with these names, made at its first use."""
        plan = self._plans.get((statement, names))
        if plan is None:
            plan = self._plans[statement, names] = _Plan(statement, self._dialect, names)
        return plan


Guard = Callable[[], Any]


class Link:
    """One connection with compiled statements. `guard` turns the driver's errors into those of the core."""

    def __init__(self, connection: sa.Connection, plans: Plans, guard: Callable[[], Any]) -> None:
        self._cursor = connection.connection.cursor
        self._plans = plans
        self._guard = guard

    def run(self, statement: ClauseElement, **values: Any) -> int:
        """Runs a statement that returns nothing; how many rows it changed."""
        with self._executed(statement, values) as (cursor, _):
            return int(cursor.rowcount)

    def row(self, statement: ClauseElement, **values: Any) -> Row | None:
        """The first row of a statement, None when it has none."""
        with self._executed(statement, values) as (cursor, plan):
            row = cursor.fetchone()
            return None if row is None else plan.read(row)

    def rows(self, statement: ClauseElement, **values: Any) -> list[Row]:
        """All rows of a statement."""
        with self._executed(statement, values) as (cursor, plan):
            return [plan.read(row) for row in cursor.fetchall()]

    def command(self, sql: str) -> None:
        """Runs a command of the transaction, such as SAVEPOINT."""
        with self._guard():
            cursor = self._cursor()
            cursor.execute(sql)
            cursor.close()

    @contextmanager
    def _executed(self, statement: ClauseElement, values: dict[str, Any]) -> Iterator[tuple[Any, _Plan]]:
        plan = self._plans.of(statement, tuple(values))
        with self._guard():
            cursor = self._cursor()
            try:
                cursor.execute(plan.sql, plan.parameters(values))
                yield cursor, plan
            finally:
                cursor.close()
