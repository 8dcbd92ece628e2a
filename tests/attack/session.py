"""One attacker at work: a connection in one transaction that runs statement after statement and undoes each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import sql
from psycopg.pq import ExecStatus

from tests.attack.cases import Case, Expect, Way
from tests.attack.pipeline import refused
from tests.attack.seen import Mask, Seen

_USER = "app.current_user_id"
_SET = sql.SQL("select pg_catalog.set_config({}, {}, true); ")
_POINT = sql.SQL("savepoint attack")
_SERVER = sql.SQL("; select pg_catalog.pg_backend_pid()")
_BACK = sql.SQL("rollback to savepoint attack; ")
_CHANGES = sql.SQL(
    "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint from pg_catalog.pg_stat_xact_user_tables"
)
"""How many rows the session's transaction has changed so far, whatever changed them; undone changes stay counted."""


class Session:
    """A connection, in autocommit, that attacks as the role it has; all that it does is rolled back."""

    def __init__(self, connection: psycopg.Connection, mask: Mask, settings: Mapping[str, str]) -> None:
        connection.prepare_threshold = None
        self._connection = connection
        self._mask = mask
        self._settings = settings

    def begin(self, user: str) -> int:
        """Start a transaction as a user and return the server process that serves it."""
        cursor = self._connection.execute(sql.Composed([sql.SQL("begin; "), *self._entering(user), _SERVER]))
        while cursor.nextset():
            pass
        return cursor.fetchall()[0][0]

    def enter(self, user: str) -> None:
        """Become a user within the transaction."""
        self._connection.execute(sql.Composed(self._entering(user)))

    def _entering(self, user: str) -> list[sql.Composable]:
        return [*(_SET.format(name, value) for name, value in {**self._settings, _USER: user}.items()), _POINT]

    def end(self) -> None:
        """Undo everything."""
        self._connection.execute("rollback")

    def run_all(self, cases: Sequence[Case]) -> list[Seen]:
        """Return what was seen of each case; those that must be refused, which are most, are sent in batches."""
        denied = [case for case in cases if case.expect is Expect.DENIED and case.way != "copy"]
        answers = refused(self._connection, [case.tries[0] for case in denied], self._mask)
        seen = {id(case): answer for case, answer in zip(denied, answers, strict=True)}
        return [seen[id(case)] if id(case) in seen else self.run(case) for case in cases]

    def run(self, case: Case) -> Seen:
        """Run the case's statements until one works; return what was seen of that one, or of the last."""
        seen = Seen("")
        for statement in case.tries:
            seen = self._attempt(case.way, statement)
            if seen.worked:
                break
        return seen

    def _attempt(self, way: Way, statement: sql.Composable) -> Seen:
        try:
            if way == "copy":
                return self._copied(statement)
            if way == "counted":
                return self._counted(statement)
            results = self._results(self._connection.execute(sql.Composed([_BACK, statement])))
            return results[-1]
        except psycopg.Error as error:
            diagnostics = error.diag
            parts = (diagnostics.message_primary, diagnostics.message_detail, diagnostics.message_hint)
            return Seen(error.sqlstate or "?", self._mask("|".join(part or "" for part in parts)))

    def _counted(self, statement: sql.Composable) -> Seen:
        """Run a statement between two looks at how many rows the transaction has changed."""
        text = sql.Composed([_BACK, _CHANGES, sql.SQL("; "), statement, sql.SQL("; "), _CHANGES])
        _, before, *_, seen, after = self._results(self._connection.execute(text))
        return replace(seen, changes=int(after.rows[0][0] or 0) - int(before.rows[0][0] or 0))

    def _copied(self, statement: sql.Composable) -> Seen:
        self._connection.execute(_BACK)
        cursor = self._connection.cursor()
        with cursor.copy(sql.Composed([statement])) as copy:
            result = cursor.pgresult
            out = result is not None and result.status == ExecStatus.COPY_OUT
            rows = list(copy.rows()) if out else []
        return Seen("", count=max(cursor.rowcount, 0), rows=self._sorted(rows))

    def _results(self, cursor: psycopg.Cursor[Any]) -> list[Seen]:
        """Return what each statement of a text gave."""
        found = [self._result(cursor)]
        while cursor.nextset():
            found.append(self._result(cursor))
        return found

    def _result(self, cursor: psycopg.Cursor[Any]) -> Seen:
        rows = raw(cursor)
        return Seen("", count=max(cursor.rowcount, 0), rows=self._sorted(rows))

    def _sorted(self, rows: list[tuple[str | None, ...]]) -> tuple[tuple[str | None, ...], ...]:
        masked = (tuple(value if value is None else self._mask(value) for value in row) for row in rows)
        return tuple(sorted(masked, key=lambda row: tuple(value or "" for value in row)))


def raw(cursor: psycopg.Cursor[Any]) -> list[tuple[str | None, ...]]:
    """Return the rows of a result in the form in which the server sent them: text."""
    result = cursor.pgresult
    assert result is not None
    return [
        tuple(_text(result.get_value(row, field)) for field in range(result.nfields)) for row in range(result.ntuples)
    ]


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()
