"""A coder's decision that was acknowledged is never lost, however the process that wrote it ends."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from textmining.codebook import decisions as d
from textmining.codebook.store import DecisionStore

WRITER = """
import sys
from pathlib import Path
from textmining.codebook import decisions as d
from textmining.codebook.store import DecisionStore
place = sys.argv[1] if "://" in sys.argv[1] else Path(sys.argv[1])
store = DecisionStore.open(place)
for n in range(int(sys.argv[2])):
    made = store.append("weg", d.Rename(theme=f"t{n % 7}", label=f"Naam {n}"), actor=sys.argv[3], seen=10**9)
    print(made.id, n, flush=True)
"""


def acknowledged(place: Path | str, writes: int, actor: str, after: float) -> list[tuple[int, int]]:
    """Id and number of each decision that a writer said was written, before it was killed."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(place), str(writes), actor], stdout=subprocess.PIPE)
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    lines = [first, *process.stdout.read().splitlines(keepends=True)]
    process.wait()
    process.stdout.close()
    whole = [line.split() for line in lines if line.endswith(b"\n")]
    return [(int(number), int(n)) for number, n in whole]


def assert_nothing_is_lost(place: Path | str, kills: int, writes: int) -> None:
    moments = random.Random(1)
    told: dict[int, str] = {}
    for kill in range(kills):
        for number, n in acknowledged(place, writes, f"c{kill}", moments.uniform(0, 0.15)):
            assert number not in told
            told[number] = f"Naam {n}"
        store = DecisionStore.open(place)
        found = {one.id: one.action.label for one in store.read("weg") if one.actor != "na"}
        assert told.items() <= found.items()
        assert len(found) <= len(told) + kill + 1  # of each run at most the one in flight was not acknowledged
        store.append("weg", d.Accept(theme="t0"), actor="na", seen=10**9)  # and it can be written to
        assert sum(one.actor == "na" for one in store.read("weg")) == kill + 1
        store.close()


def test_killed_writer_loses_no_acknowledged_decision_and_the_database_opens(place: Path | str) -> None:
    assert_nothing_is_lost(place, kills=2, writes=200)


@pytest.mark.proof
def test_ten_kills_during_two_hundred_writes_lose_nothing(place: Path | str) -> None:
    assert_nothing_is_lost(place, kills=10, writes=200)
