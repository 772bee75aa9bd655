from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.xdist_group("prefect")]


def prefect(folder: Path, *words: str) -> str:
    """Run Prefect's own command against the server of the tests; it is asked nothing."""
    environment = {**os.environ, "PREFECT_API_URL": str(PREFECT_API_URL.value()), "PREFECT_HOME": str(folder / "home")}
    command = [str(Path(sys.executable).parent / "prefect"), "--no-prompt", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_deploy_all_makes_three_deployments_with_a_schedule_that_is_off(repository: Path, tmp_path: Path) -> None:
    shutil.copy(repository / "prefect.yaml", tmp_path)
    shutil.copytree(repository / "flows", tmp_path / "flows")
    prefect(tmp_path, "work-pool", "create", "textmining", "--type", "process")
    prefect(tmp_path, "deploy", "--all")
    with get_client(sync_client=True) as client:
        found = {deployment.name: deployment for deployment in client.read_deployments()}
    assert set(found) == {"monitor", "discover", "publish"}
    (schedule,) = found["monitor"].schedules
    assert not schedule.active
    assert schedule.schedule.timezone == "Europe/Amsterdam"
    assert found["monitor"].parameters["study"] == "data/demo/monitor.toml"
    assert found["monitor"].global_concurrency_limit.limit == 1
    assert "seed" in found["monitor"].parameter_openapi_schema["properties"]
