"""Opening the review database: where it is, how it is made safe, and bringing it up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from textmining.errors import Problem, UsageError, WorkspaceError

__all__ = ["migrate", "open_engine", "writing"]

PATIENCE = 15
"""Seconds that a write waits for another."""


def open_engine(place: Path | str) -> sa.Engine:
    """An engine for a SQLite file, or for the URL of a PostgreSQL database.

    Writes go through ``engine.execution_options(writes=True)``: SQLite then takes its lock at the start of the
    transaction, so that what was read in it still holds when it is written.

    Raises
    ------
    UsageError
        If the URL is of another kind of database.
    """
    if isinstance(place, Path):
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            os.close(os.open(place, os.O_CREAT | os.O_RDWR, 0o600))
        engine = sa.create_engine(sa.URL.create("sqlite", database=str(place)), connect_args={"timeout": PATIENCE})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        url = sa.make_url(place)
    except SQLAlchemyError as error:
        raise UsageError(Problem("review database", "is not a URL.", _REMEDY)) from error
    if url.get_backend_name() != "postgresql":
        raise UsageError(Problem("review database", f"{url.get_backend_name()} is not known here.", _REMEDY))
    return sa.create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)


_REMEDY = "Give postgresql://user@host/name, or leave it out for a SQLite file in the study's private folder."


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def migrate(engine: sa.Engine, migrations: Path, version_table: str) -> None:
    """Apply the migrations of a folder that the database lacks; two processes at once do it once.

    An up-to-date database is only looked at: a run opens it many times, and alembic takes a while to import.

    Raises
    ------
    WorkspaceError
        If the database cannot be opened or is damaged.
    """
    try:
        if _version(engine, version_table) == _newest(migrations):
            return
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(migrations).replace("%", "%%"))
        config.attributes["version_table"] = version_table
        with engine.execution_options(writes=True).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        where = engine.url.render_as_string(hide_password=True)
        raise WorkspaceError(
            f"{where}: cannot be opened ({error.orig}). Put back a copy, or free what holds it."
        ) from error


def _newest(migrations: Path) -> str:
    """The revision that the last file of the folder makes: files are named after theirs, "0002_what.py"."""
    return max(path.name.partition("_")[0] for path in (migrations / "versions").glob("[0-9]*_*.py"))


def _version(engine: sa.Engine, table: str) -> str | None:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(table):
            return None
        return connection.execute(sa.select(sa.column("version_num")).select_from(sa.table(table))).scalar()


@contextmanager
def writing(engine: sa.Engine, lock: int) -> Iterator[sa.Connection]:
    """A transaction that has the database to itself: whole, or not there.

    Parameters
    ----------
    engine : Engine
        From ``open_engine``.
    lock : int
        Under which PostgreSQL lets one writer in at a time; SQLite does so by itself.

    Raises
    ------
    WorkspaceError
        If nothing could be written.
    """
    try:
        with engine.execution_options(writes=True).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))
            yield connection
    except DBAPIError as error:
        where = engine.url.render_as_string(hide_password=True)
        raise WorkspaceError(
            f"{where}: nothing was written ({error.orig}). Try again; if it stays, free space."
        ) from error


_LOCK = 7_205_061
"""Any number that nothing else in the database locks by."""
