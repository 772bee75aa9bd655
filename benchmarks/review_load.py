"""How fast the review app answers ten coders at once, what memory it takes and how long it takes to start.

Makes the tables of a study with 50 themes and 10,000 answers by resampling the demo's, starts the server as the command
line does, and lets ten signed-in clients ask for pages one after another. A coder reads for seconds between two pages:
``--pause`` is what each client waits (0.5 s; 0 asks without end, which no ten people do). The log begins with
``--decisions`` decisions, some of them on an earlier discovery.

    .venv/bin/python -m benchmarks.review_load
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import httpx

from benchmarks.review_server import CODERS, PASSWORD, all_coders, memory, running, token, told
from tests.review.finished import finish, reopen, write_study
from textmining.codebook import decisions as d
from textmining.codebook.state import Base
from textmining.codebook.store import Entry
from textmining.review.accounts import Accounts
from textmining.review.serving import database_of, open_app


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="load on the review app")
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--themes", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--decisions", type=int, default=10_000)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two pages of one coder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        study = write_study(Path(folder))
        finish(study, answers=options.answers, themes=options.themes)
        accounts = Accounts.open(database_of(reopen(study)))
        for number in range(CODERS):
            accounts.add_user(f"codeur{number}", "coder", PASSWORD)
        accounts.close()
        fill(study, options.themes, options.decisions)
        measure(study, options)


def fill(study: Path, themes: int, count: int) -> None:
    """Write a log: ten themes decided on and signed on an earlier discovery, then codes of answers and other names."""
    draw, names = random.Random(1), [f"t{number:03d}" for number in range(themes)]
    parts = open_app(lambda: reopen(study))
    book, store = parts.books.of("weg"), parts.books.store
    if book is None:
        return
    own, half = book.material.base, dict(list(book.material.base.placement.items())[::2])
    answer_of = {segment: own.answer_of[segment] for segment in half}
    store.keep_base(Base("earlier", "weg", own.themes, half, answer_of))
    before = [Entry("weg", d.Accept(theme=theme), "earlier") for theme in names[:10]]
    store.append_all([*before, Entry("weg", d.SignOff(number=1), "earlier")], actor="codeur0", seen=store.last())
    answers = list(book.material.answers)
    for start in range(store.last(), count, 500):
        entries = [
            Entry("weg", d.CodeAnswer(answer=draw.choice(answers), themes=(draw.choice(names),)), own.fit)
            if draw.random() < 0.8
            else Entry("weg", d.Rename(theme=draw.choice(names), label=f"Naam {number}"), own.fit)
            for number in range(start, min(start + 500, count))
        ]
        store.append_all(entries, actor=f"codeur{start // 500 % CODERS}", seen=10**9)
    parts.accounts.close()
    store.close()


def measure(study: Path, options: argparse.Namespace) -> None:
    """Start the server, load it, and print what was seen."""
    began = time.perf_counter()
    with running(study) as (address, pid):
        print(f"start-up {time.perf_counter() - began:.2f} s; memory then {memory(pid)}")
        took = load(address, options)
        print(f"{CODERS} coders, {options.pause} s between pages, {sum(map(len, took.values())):,} pages")
        print(told(took))
        print(f"memory {memory(pid)}")


def load(address: str, options: argparse.Namespace) -> dict[str, list[float]]:
    """Milliseconds of every page that ten coders asked for."""
    took: defaultdict[str, list[float]] = defaultdict(list)

    def work(number: int, client: httpx.Client) -> None:
        until, step = time.monotonic() + options.seconds, number
        while time.monotonic() < until:
            step += 1
            name, page, form = asked(step, number, options.themes, options.decisions)
            begun = time.perf_counter()
            answer = client.post(page, data={**form, "csrf": token(client)}) if form else client.get(page)
            took[name].append((time.perf_counter() - begun) * 1000)
            if answer.status_code not in (200, 303):
                raise RuntimeError(f"{page}: {answer.status_code}")
            time.sleep(options.pause)

    all_coders(address, work)
    return took


def asked(step: int, number: int, themes: int, decisions: int) -> tuple[str, str, dict[str, object]]:
    """What a coder asks for next; every tenth is a decision, after which the codebook is folded again."""
    theme = f"t{(step * 7 + number) % themes:03d}"
    pages = (
        ("overview", "/"),
        ("question", "/vraag/weg"),
        ("theme", f"/thema/{theme}"),
        ("theme, next page", f"/thema/{theme}?blad=2"),
        ("search", f"/thema/{theme}?zoek=tijd"),
        ("search of two words", f"/thema/{theme}?zoek=de+het&meting=2019&groep=type%3Aroc"),
        ("leftover", "/vraag/weg/overig"),
        ("leftover, search", "/vraag/weg/overig?zoek=niet"),
        ("history", "/vraag/weg/besluiten"),
        ("history, far back", f"/vraag/weg/besluiten?blad={1 + step % 40}"),
        ("history of a theme", f"/vraag/weg/besluiten?thema={theme}"),
        ("earlier state", f"/vraag/weg/besluiten/{max(1, decisions * (1 + step % 5) // 5)}"),
        ("versions", "/vraag/weg/versies"),
        ("conflicts", "/vraag/weg/nakijken"),
        ("waves", "/vraag/weg/metingen"),
        ("map", "/vraag/weg/kaart"),
        ("map of a theme", f"/vraag/weg/kaart?thema={theme}"),
    )
    if step % 10 == 9:  # each coder has own themes, or the second is told of the first
        own = f"t{number * (themes // CODERS) + step % max(themes // CODERS, 1):03d}"
        return "decision", f"/thema/{own}/naam", {"naam": f"Naam {step}", "gezien": 10**9}
    name, page = pages[step % len(pages)]
    return name, page, {}


if __name__ == "__main__":
    main()
