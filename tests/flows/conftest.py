"""One Prefect server for all flow tests, with a home of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows.server import START_TIMEOUT, quiet_settings

quiet_settings()


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=START_TIMEOUT):
        yield
