"""How fast the pages on agreement, differences, planning and progress answer ten coders at once, and the API.

Makes a study with 50 themes and 10,000 answers, of which every coder coded 60 blind and 240 others were coded by one,
starts the server as the command line does, and lets ten signed-in clients ask for pages one after another. Every
twentieth request settles a difference, after which figures and model are made again behind the pages.

    .venv/bin/python -m benchmarks.review_agreement
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import httpx

from benchmarks.review_server import CODERS, PASSWORD, all_coders, memory, running, token, told
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
    with running(study) as (address, pid):
        took = load(address, differing, seconds, pause)
        print(f"{CODERS} coders, {pause} s between pages, {sum(map(len, took.values())):,} pages in {seconds:.0f} s")
        print(told(took))
        print(f"memory {memory(pid)}")


def load(address: str, differing: Sequence[str], seconds: float, pause: float) -> dict[str, list[float]]:
    """Milliseconds of every page that ten coders asked for; those of the first five seconds are not counted."""
    took: defaultdict[str, list[float]] = defaultdict(list)
    here = "/vraag/weg"

    def work(number: int, client: httpx.Client) -> None:
        counted_from = time.monotonic() + 5
        for step in range(number, 10**6):
            if time.monotonic() > counted_from + seconds:
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
                name, answered = "settle", client.post(f"{here}/verschillen/{answer}", data=form)
            else:
                answered = client.get(page)
            if answered.status_code not in (200, 303):
                raise RuntimeError(f"{page}: {answered.status_code}")
            if time.monotonic() > counted_from:
                took[name].append((time.perf_counter() - begun) * 1000)
            time.sleep(pause)

    all_coders(address, work)
    return took


if __name__ == "__main__":
    main()
