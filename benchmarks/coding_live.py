"""How soon what a coder says is in use, and how fast the coding pages answer while models are fitted behind them.

Makes a study with 50 themes and 10,000 answers, whose features are as wide as those of two encoders, and codes 300
answers by hand. First one coder codes, each answer after the model has learned from the one before; then ten do, on a
server as the command line starts it, with ``--pause`` seconds between an answer that is shown and its codes.

    .venv/bin/python -m benchmarks.coding_live
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import httpx

from benchmarks.review_server import CODERS, PASSWORD, all_coders, memory, p95, running, token, told
from tests.review.finished import finish, reopen, write_study
from tests.review.taught import leave_features
from textmining.codebook.decisions import CodeAnswer
from textmining.codebook.store import Entry
from textmining.review.book import Book
from textmining.review.serving import open_app
from textmining.review.site import App

WIDTH = 2560


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="coding with a model that learns")
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--themes", type=int, default=50)
    parser.add_argument("--labels", type=int, default=300)
    parser.add_argument("--saves", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--pause", type=float, default=5.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        study = write_study(Path(folder))
        finish(study, answers=options.answers, themes=options.themes)
        leave_features(study, dimension=WIDTH, buckets=2**18)
        parts = open_app(lambda: reopen(study))
        for number in range(CODERS):
            parts.accounts.add_user(f"codeur{number}", "coder", PASSWORD)
        code_some(parts, options.labels)
        learn(parts, options.saves)
        parts.coding.close()
        serve(study, options.seconds, options.pause)


def code_some(parts: App, count: int) -> None:
    """Code answers by hand as discovery placed them."""
    book = book_of(parts)
    answers = random.Random(1).sample([a for a, own in book.themes_of.items() if own], count)
    codes = [CodeAnswer(answer=answer, themes=tuple(sorted(book.themes_of[answer]))) for answer in answers]
    entries = [Entry("weg", code, book.material.base.fit) for code in codes]
    parts.books.store.append_all(entries, actor="codeur0", seen=0)


def book_of(parts: App) -> Book:
    """The codebook now."""
    book = parts.books.of("weg")
    if book is None:
        raise SystemExit("no codebook")
    return book


def learn(parts: App, saves: int) -> None:
    """How long it takes until a model has learned from an answer."""
    live, begun = parts.coding, time.perf_counter()
    live.wait(book_of(parts), 300)
    print(f"first model after {time.perf_counter() - begun:.2f} s, from {live.learned(book_of(parts))} hand codes")
    took, folded = [], []
    for _ in range(saves):
        offer = parts.desk.offer(book_of(parts), "codeur0", "single")
        if offer is None:
            break
        action = CodeAnswer(answer=offer.answer, themes=tuple(sorted(book_of(parts).themes_of[offer.answer])))
        begun = time.perf_counter()
        parts.books.decide(book_of(parts), action, actor="codeur0", seen=10**9)
        parts.desk.saved(book_of(parts), "codeur0", offer.answer)
        folded.append(time.perf_counter() - begun)
        live.wait(book_of(parts), 300)
        took.append(time.perf_counter() - begun)
    print(f"saved -> in use: p50 {statistics.median(took):.2f} s, p95 {p95(took):.2f} s, most {max(took):.2f} s")
    print(
        f"saved -> written and folded: p50 {1000 * statistics.median(folded):.0f} ms, p95 {1000 * p95(folded):.0f} ms"
    )


def serve(study: Path, seconds: float, pause: float) -> None:
    """Let ten coders code on a real server, and print how fast it answers and what memory it takes."""
    with running(study) as (address, pid):
        print(f"memory at the start {memory(pid)}")
        took = load(address, seconds, pause)
        print(f"{CODERS} coders, {pause} s per answer, {len(took['save'])} answers in {seconds:.0f} s")
        print(told(took))
        print(f"memory of the server {memory(pid)}")
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                if "fork" in Path(f"/proc/{child}/cmdline").read_text():
                    print(f"memory of the process that fits {memory(int(child))}")


def load(address: str, seconds: float, pause: float) -> dict[str, list[float]]:
    """Milliseconds of every page and save of ten coders."""
    took: defaultdict[str, list[float]] = defaultdict(list)

    def work(number: int, client: httpx.Client) -> None:
        draw = random.Random(number)
        until, kind = time.monotonic() + seconds, "first page"  # on which the sample is drawn
        while time.monotonic() < until:
            begun = time.perf_counter()
            page = client.get("/vraag/weg/coderen").text
            took[kind].append((time.perf_counter() - begun) * 1000)
            kind = "page"
            time.sleep(draw.expovariate(1 / pause))
            form = {name: field(page, name) for name in ("gezien", "kaart")}
            themes = re.findall(r'name="thema" value="([^"]+)"', page)
            form |= {"csrf": token(client), "thema": draw.choice(themes)}
            begun = time.perf_counter()
            answer = client.post("/vraag/weg/coderen", data=form)
            took["save"].append((time.perf_counter() - begun) * 1000)
            if answer.status_code != 303:
                raise RuntimeError(f"saving: {answer.status_code}")

    all_coders(address, work)
    return took


def field(page: str, name: str) -> str:
    """A hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    if found is None:
        raise RuntimeError(f"a page without {name}")
    return found[1]


if __name__ == "__main__":
    main()
