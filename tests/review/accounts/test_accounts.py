from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.codebook.store.conftest import place, postgres  # noqa: F401 - the same databases
from textmining.errors import UsageError, WorkspaceError
from textmining.review.accounts import Accounts
from textmining.review.accounts.attempts import PER_ADDRESS, PER_NAME, WINDOW
from textmining.review.accounts.passwords import check_password
from textmining.review.accounts.sessions import ABSOLUTE, IDLE
from textmining.review.accounts.users import role_of, user_name

PASSWORD = "vier losse woorden hier"
HERE, ELSEWHERE = "10.0.0.1", "10.0.0.2"


class Clock:
    """Seconds since 1970 that a test moves on."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


Open = Callable[[], Accounts]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_accounts(place: Path | str, clock: Clock) -> Iterator[Open]:  # noqa: F811
    """Opens the accounts, as another process would."""
    opened: list[Accounts] = []

    def again() -> Accounts:
        opened.append(Accounts.open(place, clock))
        return opened[-1]

    yield again
    for accounts in opened:
        accounts.close()


@pytest.fixture
def accounts(open_accounts: Open) -> Accounts:
    """Accounts with one coder."""
    found = open_accounts()
    found.add_user("Anna", "coder", PASSWORD)
    return found


def secret_of(accounts: Accounts, address: str = HERE) -> str:
    """Sign in as that coder."""
    found = accounts.sign_in("anna", PASSWORD, address).secret
    assert found is not None
    return found


def test_user_is_known_however_the_name_is_typed(accounts: Accounts) -> None:
    assert accounts.sign_in(" ANNA ", PASSWORD, HERE).secret is not None
    assert [user.name for user in accounts.users()] == ["anna"]


def test_name_is_given_once(accounts: Accounts) -> None:
    with pytest.raises(UsageError, match="is there already"):
        accounts.add_user("anna", "reader", PASSWORD)


@pytest.mark.parametrize("name", ["", "a", "../x", "a b", "x" * 65, "<b>", "a\x00b", "-a"])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be a name"):
        user_name(name)


@given(st.text(max_size=80))
def test_every_name_is_refused_or_is_its_own_name(typed: str) -> None:
    try:
        name = user_name(typed)
    except UsageError:
        return
    assert user_name(name) == name


@pytest.mark.parametrize("password", ["", "elftekenslg", "x" * 201, "mijnnaamisberta", "aaaabbbbaaaabbbb"])
def test_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    with pytest.raises(UsageError, match="password"):
        check_password("berta", password)


def test_there_is_no_role_of_ones_own() -> None:
    with pytest.raises(UsageError, match="no role"):
        role_of("admin")


def test_secrets_are_kept_as_hashes_only(accounts: Accounts, place: Path | str) -> None:  # noqa: F811
    import sqlalchemy as sa

    kept = [secret_of(accounts), accounts.grant_token("anna", "read", 90), PASSWORD]
    tables = sa.inspect(accounts.engine).get_table_names()
    with accounts.engine.connect() as connection:
        rows = "".join(str(connection.exec_driver_sql(f"SELECT * FROM {table}").all()) for table in tables)
    assert "$argon2id$" in rows
    assert not [secret for secret in kept if secret in rows]
    if isinstance(place, Path):
        assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_session_ends_eight_hours_after_its_last_use(accounts: Accounts, clock: Clock) -> None:
    secret = secret_of(accounts)
    for _ in range(3):
        clock.now += IDLE - 60
        assert accounts.of_session(secret) is not None
    clock.now += IDLE + 1
    assert accounts.of_session(secret) is None


def test_session_ends_after_seven_days_however_it_is_used(accounts: Accounts, clock: Clock) -> None:
    secret = secret_of(accounts)
    for _ in range(ABSOLUTE // 3600):
        assert accounts.of_session(secret) is not None
        clock.now += 3600
    assert accounts.of_session(secret) is None


def test_signing_out_ends_that_session_and_no_other(accounts: Accounts) -> None:
    one, other = secret_of(accounts), secret_of(accounts)
    accounts.sign_out(one, HERE)
    assert accounts.of_session(one) is None
    assert accounts.of_session(other) is not None


@pytest.mark.parametrize("how", ["password", "removal"])
def test_everything_of_a_user_ends_with_another_password_and_with_removal(accounts: Accounts, how: str) -> None:
    secret, token = secret_of(accounts), accounts.grant_token("anna", "read", 90)
    if how == "password":
        accounts.change_password("anna", "geheel andere woorden")
    else:
        accounts.remove_user("anna")
    assert accounts.of_session(secret) is None
    assert accounts.of_token(token) is None
    assert accounts.sign_in("anna", PASSWORD, HERE).secret is None


def test_token_has_a_scope_and_an_end(accounts: Accounts, clock: Clock) -> None:
    token = accounts.grant_token("anna", "read", 2)
    user, scope = accounts.of_token(token) or (None, "")
    assert user is not None
    assert (user.name, scope) == ("anna", "read")
    clock.now += 2 * 24 * 3600
    assert accounts.of_token(token) is None
    with pytest.raises(UsageError, match="scope"):
        accounts.grant_token("anna", "everything", 2)
    with pytest.raises(UsageError, match="days"):
        accounts.grant_token("anna", "read", 0)


def test_twenty_wrong_passwords_are_stopped_and_a_restart_forgives_nothing(
    accounts: Accounts, open_accounts: Open, clock: Clock
) -> None:
    tried = [accounts.sign_in("anna", f"verkeerd nummer {n}", HERE) for n in range(20)]
    assert [one.wait > 0 for one in tried] == [n >= PER_NAME for n in range(20)]
    restarted = open_accounts()
    refused = restarted.sign_in("anna", PASSWORD, ELSEWHERE)
    assert refused.secret is None
    assert 0 < refused.wait <= WINDOW
    clock.now += refused.wait
    assert restarted.sign_in("anna", PASSWORD, HERE).secret is not None


def test_many_names_from_one_address_are_stopped(accounts: Accounts) -> None:
    import sqlalchemy as sa

    from textmining.review.accounts.schema import attempts

    rows = [{"name": f"{n}", "address": HERE, "at": 1_800_000_000} for n in range(PER_ADDRESS)]
    with accounts.engine.execution_options(writes=True).begin() as connection:
        connection.execute(sa.insert(attempts), rows)
    assert accounts.sign_in("anna", PASSWORD, HERE).wait > 0
    assert accounts.sign_in("anna", PASSWORD, ELSEWHERE).secret is not None


def test_right_password_forgives_earlier_mistakes(accounts: Accounts) -> None:
    for _ in range(2):
        for _ in range(PER_NAME - 1):
            accounts.sign_in("anna", "verkeerd", ELSEWHERE)
        secret_of(accounts)


def test_attempts_at_one_moment_are_all_counted(accounts: Accounts) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        tried = list(pool.map(lambda n: accounts.sign_in("anna", f"verkeerd {n}", HERE), range(16)))
    assert sum(one.wait == 0 for one in tried) == PER_NAME


def test_unknown_name_takes_as_long_as_a_wrong_password(accounts: Accounts) -> None:
    import statistics
    import time

    from textmining.review.accounts.passwords import nobodys_hash

    nobodys_hash()

    def took(name: str) -> float:
        started = time.perf_counter()
        assert accounts.sign_in(name, "verkeerd wachtwoord", HERE).secret is None
        return time.perf_counter() - started

    known, unknown = ([took(name) for _ in range(5)] for name in ("anna", "niemand"))
    assert 0.5 < statistics.median(known) / statistics.median(unknown) < 2


def test_audit_tells_who_came_in_and_not_what_was_typed(accounts: Accounts) -> None:
    secret = secret_of(accounts)
    accounts.sign_in(PASSWORD.replace(" ", ""), "x", HERE)
    accounts.sign_in("anna", "verkeerd", ELSEWHERE)
    accounts.sign_out(secret, HERE)
    told = [(entry.kind, entry.actor, entry.address) for entry in accounts.audit()]
    assert told == [
        ("signed_out", "anna", HERE),
        ("sign_in_failed", "anna", ELSEWHERE),
        ("sign_in_failed", None, HERE),
        ("signed_in", "anna", HERE),
        ("user_added", "anna", None),
    ]


def test_accounts_and_decisions_share_a_database(open_accounts: Open, place: Path | str) -> None:  # noqa: F811
    from textmining.codebook.decisions import action_of
    from textmining.codebook.store import DecisionStore

    store = DecisionStore.open(place)
    accounts = open_accounts()
    accounts.add_user("anna", "coder", PASSWORD)
    store.append("weg", action_of({"kind": "accept", "theme": "t000"}), actor="anna", seen=0)
    accounts.remove_user("anna")
    assert [decision.actor for decision in store.read()] == ["anna"]
    store.close()


def test_damaged_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite"
    path.write_bytes(b"geen database " * 100)
    with pytest.raises(WorkspaceError, match=r"review\.sqlite"):
        Accounts.open(path)


def test_two_processes_make_the_database_at_once(tmp_path: Path) -> None:
    imports = "import sys; from pathlib import Path; from textmining.review.accounts import Accounts"
    code = f"{imports}; Accounts.open(Path(sys.argv[1])).close()"
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "review.sqlite")], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [process.communicate()[1].decode() for process in started] == [""] * 3
