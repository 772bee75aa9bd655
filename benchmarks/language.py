"""Words a second of processor time of the embedded language pipeline (tokens, tags, lemmas), after the first answers.

usage: language.py [--first 1000] [--shared ../shared]

The texts are real answers of the reader survey, each seen for the first time. Accuracy of lemmas and tags on UD Dutch
is held by ``tests/cleaning/language/test_hanta.py``.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from pathlib import Path

from textmining.cleaning.language import lemmas_of, load_language
from textmining.cleaning.repair import repair

REPOSITORY = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--first", type=int, default=1000)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    options = parser.parse_args()
    source = options.shared / "data" / "lezersonderzoek" / "lezersonderzoek_2013.csv"
    with source.open(encoding="utf-8-sig", newline="") as file:
        texts = list(dict.fromkeys(repair(row["waarom"]) for row in csv.DictReader(file, delimiter=";")))
    pipeline = load_language("embedded", "nl", Path(tempfile.mkdtemp()))
    pipeline.lemmas(texts[: options.first])
    for part in ("new", "seen"):
        rest = texts[options.first :]
        started = time.process_time()
        words = sum(len(lemmas_of(doc, [(0, len(doc.text))])[0].split()) for doc in pipeline.docs(rest))
        print(f"{part:<5}{words / (time.process_time() - started):8,.0f} words/s ({words:,} words)")


if __name__ == "__main__":
    main()
