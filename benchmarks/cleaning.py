"""Seconds and peak memory of the cleaning stage, in a fresh process for each size.

usage: cleaning.py [--answers 4200 100000] [--runs 3] [--shared ../shared]

The answers are those of the reader survey. Beyond their number they are drawn again with some of their words in another
order and a number added, so that hardly any text occurs twice: what is known of a text that came before does not help.
Peak memory is that of the whole process; the size of the tables that go in and come out stands beside it. What the
language pipeline makes once per models folder is made before.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def texts(shared: Path, count: int) -> list[str]:
    """The first ``count`` answers of three words or more, and beyond those perturbed ones."""
    source = shared / "data" / "lezersonderzoek" / "lezersonderzoek_2013.csv"
    with source.open(encoding="utf-8-sig", newline="") as file:
        real = [row["waarom"] for row in csv.DictReader(file, delimiter=";")]
    real = [text for text in real if len(text.split()) >= 3]
    rng = random.Random(1)
    found = real[:count]
    while len(found) < count:
        words = rng.choice(real).split()
        cut = rng.randrange(len(words))
        found.append(" ".join([*words[cut:], *words[:cut], str(len(found))]))
    return found


def one(count: int, models: Path, shared: Path) -> None:
    """Clean ``count`` answers in this process and print seconds, MiB at the start, at the end and of the tables."""
    import pandas as pd

    from textmining.cleaning import Rules, clean, load_language, load_redactor
    from textmining.cleaning.redaction import StudyNames
    from textmining.study import Question

    ids = [str(number) for number in range(count)]
    raw = pd.DataFrame(
        {
            "answer_id": [f"a{number}" for number in ids],
            "respondent_id": ids,
            "wave": "2013",
            "question": "waarom",
            "asked": True,
            "text": pd.array(texts(shared, count), dtype="str"),
        }
    )
    language = load_language("embedded", "nl", models)
    question = Question(id="waarom", column="waarom", text="Waarom vindt u dit boek wel of niet literair?")
    started = time.perf_counter()
    cleaned = clean(raw, Rules((question,), language, load_redactor(StudyNames(), language, models)))
    seconds = time.perf_counter() - started
    tables = (raw, cleaned.ledger, cleaned.repaired, cleaned.set_aside, cleaned.answers, cleaned.segments)
    size = sum(table.memory_usage(deep=True).sum() for table in tables) / 2**20
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10, size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, nargs="+", default=[4_200, 100_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.answers[0], options.one, options.shared)
        return
    with tempfile.TemporaryDirectory() as models:
        call = [sys.executable, __file__, "--one", models, "--shared", str(options.shared), "--answers"]
        subprocess.run([*call, "10"], check=True, capture_output=True)
        for count in options.answers:
            found = [
                tuple(map(float, subprocess.run([*call, str(count)], check=True, capture_output=True).stdout.split()))
                for _ in range(options.runs if count <= 10_000 else 1)
            ]
            seconds, peak, size = (statistics.median(values) for values in zip(*found, strict=True))
            print(f"{count:>9,} answers {seconds:7.1f} s   peak {peak:6.0f} MiB   tables {size:5.0f} MiB")


if __name__ == "__main__":
    main()
