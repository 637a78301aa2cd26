"""Statements compiled once and run on a connection: a fifth of the cost of executing each anew, types kept.

A statement must be a module-level constant. Names of columns fill VALUES or SET, other names are its own `bindparam`s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeEngine

from storage.columns import Whole
from storage.faults import DriverFaults

Row = tuple[Any, ...]
_Convert = Callable[[Any], Any]


class _Plan:
    """The text of a statement for one dialect and what converts its parameters and results."""

    def __init__(self, statement: ClauseElement, dialect: sa.Dialect, names: tuple[str, ...]) -> None:
        columns = [name for name in names if isinstance(statement, UpdateBase) and name in statement.table.c]
        compiled = statement.compile(dialect=dialect, column_keys=columns or None)
        self.sql = str(compiled)
        self._constants: dict[str, Any] = {}
        self._writers: list[tuple[str, _Convert]] = []
        for name, bind in compiled.binds.items():  # type: ignore[attr-defined]
            write = _writer(bind.type)
            if name not in names:
                self._constants[name] = write(bind.value) if write else bind.value
            elif write:
                self._writers.append((name, write))
        results = getattr(statement, "exported_columns", None)
        readers = [_reader(column.type, dialect) for column in results or ()]
        self._readers = [(index, read) for index, read in enumerate(readers) if read]

    def parameters(self, values: dict[str, Any]) -> dict[str, Any]:
        """Values as the driver takes them; changes `values`."""
        for name, write in self._writers:
            values[name] = write(values[name])
        if self._constants:
            values.update(self._constants)
        return values

    def read(self, row: Row) -> Row:
        """A row of the driver as the columns' Python values."""
        if not self._readers:
            return row
        values = list(row)
        for index, read in self._readers:
            values[index] = read(values[index])
        return tuple(values)


def _writer(kind: TypeEngine[Any]) -> _Convert | None:
    """What turns a value into that of a driver; both drivers take numbers, texts and truth values as they are."""
    return kind.to_number if isinstance(kind, Whole) else None


def _reader(kind: TypeEngine[Any], dialect: sa.Dialect) -> _Convert | None:
    """What turns a driver's value into that of a column; SQLite has no truth values."""
    if isinstance(kind, Whole):
        return kind.from_number
    return bool if isinstance(kind, sa.Boolean) and dialect.name == "sqlite" else None


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


class Link:
    """One connection with compiled statements; errors of the driver come out translated."""

    def __init__(self, connection: sa.PoolProxiedConnection, plans: Plans, faults: DriverFaults) -> None:
        self._cursor = connection.cursor()
        self._plans = plans
        self._faults = faults

    def run(self, statement: ClauseElement, **values: Any) -> int:
        """Runs a statement that returns nothing; how many rows it changed."""
        self._execute(statement, values)
        return int(self._cursor.rowcount)

    def row(self, statement: ClauseElement, **values: Any) -> Row | None:
        """The first row of a statement, None when it has none."""
        rows = self.rows(statement, **values)
        return rows[0] if rows else None

    def rows(self, statement: ClauseElement, **values: Any) -> list[Row]:
        """All rows of a statement."""
        plan = self._execute(statement, values)
        try:
            found = self._cursor.fetchall()
        except self._faults.errors as error:
            raise self._faults.translated(error) from error
        return [plan.read(row) for row in found]

    def command(self, sql: str) -> None:
        """Runs a command of the transaction, such as SAVEPOINT."""
        try:
            self._cursor.execute(sql)
        except self._faults.errors as error:
            raise self._faults.translated(error) from error

    def _execute(self, statement: ClauseElement, values: dict[str, Any]) -> _Plan:
        plan = self._plans.of(statement, tuple(values))
        parameters = plan.parameters(values)
        try:
            self._cursor.execute(plan.sql, parameters)
        except self._faults.errors as error:
            raise self._faults.translated(error) from error
        return plan
