"""How fast the pages on agreement, differences, planning and progress answer ten coders at once, and the API.

Makes a study with 50 themes and 10,000 answers, of which every coder coded 60 blind and 240 others were coded by one,
starts the server as the command line does, and lets ten signed-in clients ask for pages one after another. Every
twentieth request settles a difference, after which figures and model are made again behind the pages.

    .venv/bin/python -m benchmarks.review_agreement
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import httpx

from benchmarks.review_load import CODERS, PASSWORD, memory, sign_in, token
from tests.review.finished import finish, reopen, write_study
from tests.review.taught import leave_features
from textmining.codebook.decisions import CodeAnswer
from textmining.codebook.store import Entry
from textmining.review.agreement import differences_of, grounds_of, measure
from textmining.review.book import Book
from textmining.review.planning import frame_of, options_of, read_asked
from textmining.review.serving import open_app
from textmining.review.site import App

SETTINGS = "\n[review]\nrandom_sample = 300\ndouble_sample = 60\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="agreement, planning and progress under load")
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--themes", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two pages of one coder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        study = write_study(Path(folder), SETTINGS)
        finish(study, answers=options.answers, themes=options.themes)
        leave_features(study)
        parts = open_app(lambda: reopen(study))
        for number in range(CODERS):
            parts.accounts.add_user(f"codeur{number}", "coder", PASSWORD)
        code(parts)
        differing = compute(parts)
        parts.coding.close()
        serve(study, differing, options.seconds, options.pause)


def book_of(parts: App) -> Book:
    """The codebook of the first question."""
    found = parts.books.of("weg")
    if found is None:
        raise SystemExit("the study has no codebook")
    return found


def code(parts: App) -> None:
    """Let every coder code the double sample, and one of them each other answer of the random sample."""
    book, draw = book_of(parts), random.Random(1)
    sample = parts.coding.drawn(book)
    themes = list(book.order)

    def coded(answer: str, queue: str) -> Entry:
        own = set(book.themes_of.get(answer, ()))
        if draw.random() < 0.3:
            own ^= {draw.choice(themes)}
        action = CodeAnswer(
            answer=answer,
            themes=tuple(own),
            queue=queue,  # type: ignore[arg-type]
            blind=True,
            inclusion_probability=sample.chances[answer],
            seconds=draw.uniform(5, 40),
        )
        return Entry("weg", action, book.material.base.fit)

    alone = [answer for answer in sample.chances if answer not in sample.twice]
    for number in range(CODERS):
        entries = [coded(answer, "double") for answer in sample.double]
        entries += [coded(answer, "random") for answer in alone[number::CODERS]]
        parts.books.store.append_all(entries, actor=f"codeur{number}", seen=0)


def compute(parts: App) -> list[str]:
    """Print what the figures themselves take; the answers on which coders differ."""
    book = book_of(parts)
    parts.coding.wait(book, 120)
    predicted, out_of_fold = parts.coding.predictions(book), parts.coding.out_of_fold(book)
    begun = time.perf_counter()
    found = measure(grounds_of(book))
    print(f"agreement of {len(found.coders)} coders on {found.n} answers: {time.perf_counter() - begun:.2f} s")
    begun = time.perf_counter()
    frame = frame_of(book, parts.coding.strata(book).index, predicted, out_of_fold)
    print(f"sampling frame of {int(frame.sizes.sum()):,} answers: {time.perf_counter() - begun:.2f} s")
    begun = time.perf_counter()
    options_of(frame, read_asked({}, 20))
    print(f"four plans: {time.perf_counter() - begun:.3f} s")
    return [one.answer for one in differences_of(book)]


def serve(study: Path, differing: Sequence[str], seconds: float, pause: float) -> None:
    """Start the server, load it, and print what was seen."""
    call = [sys.executable, "-m", "textmining.cli", "review", str(study), "--port", "0"]
    call += ["--outputs", str(study.parent / "outputs"), "--models", str(study.parent / "models")]
    server = subprocess.Popen(call, stdout=subprocess.PIPE, text=True)
    try:
        line = server.stdout.readline() if server.stdout else ""
        address = re.search(r"http://\S+:\d+", line)
        if address is None:
            raise SystemExit(f"the server did not start: {line}")
        took = load(address[0], differing, seconds, pause)
        print(f"{CODERS} coders, {pause} s between pages, {sum(map(len, took.values())):,} pages in {seconds:.0f} s")
        print(f"{'page':<24}{'n':>6}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
        for page, times in sorted(took.items()):
            ordered = sorted(times)
            p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
            print(f"{page:<24}{len(times):>6}{statistics.median(times):>9.1f}{p95:>9.1f}{ordered[-1]:>9.1f}")
        print(f"memory {memory(server.pid)}")
    finally:
        server.terminate()
        server.wait()


def load(address: str, differing: Sequence[str], seconds: float, pause: float) -> dict[str, list[float]]:
    """Milliseconds of every page that ten coders asked for; the first of each coder are not counted."""
    took: defaultdict[str, list[float]] = defaultdict(list)
    begin = threading.Barrier(CODERS)
    here = "/vraag/weg"

    def coder(number: int) -> None:
        with httpx.Client(base_url=address, headers={"Origin": address}, timeout=60) as client:
            sign_in(client, number)
            begin.wait()
            counted_from = time.monotonic() + 5
            until = counted_from + seconds
            for step in range(number, 10**6):
                if time.monotonic() > until:
                    return
                answer = differing[(step * 7 + number) % len(differing)]
                pages = (
                    ("agreement", f"{here}/overeenstemming"),
                    ("differences", f"{here}/verschillen"),
                    ("difference", f"{here}/verschillen/{answer}"),
                    ("planning", f"{here}/planning?uren={step % 20 + 1}&doel=2"),
                    ("progress", f"{here}/voortgang"),
                    ("api codings", "/api/v1/questions/weg/codings?limit=1000"),
                    ("api agreement", "/api/v1/questions/weg/agreement"),
                    ("api progress", "/api/v1/questions/weg/progress"),
                )
                name, page = pages[step % len(pages)]
                begun = time.perf_counter()
                if step % 20 == 19:
                    form = {"thema": "t000", "gezien": 10**9, "csrf": token(client)}
                    name, told = "settle", client.post(f"{here}/verschillen/{answer}", data=form)
                else:
                    told = client.get(page)
                if told.status_code not in (200, 303):
                    raise RuntimeError(f"{page}: {told.status_code}")
                if time.monotonic() > counted_from:
                    took[name].append((time.perf_counter() - begun) * 1000)
                time.sleep(pause)

    coders = [threading.Thread(target=coder, args=(number,)) for number in range(CODERS)]
    for thread in coders:
        thread.start()
    for thread in coders:
        thread.join()
    return took


if __name__ == "__main__":
    main()
