"""Makes the demo study: `python data/demo/make_demo.py [--seed 2022] [--to FOLDER]`. Same seed, same bytes."""

from __future__ import annotations

import argparse
import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from generator import answers, files, population, scales, truth
from generator.noise import style
from generator.sentences import Answer, Sentences, Writer
from generator.texts import library

HERE = Path(__file__).parent
SEED = 2022
BY_HAND = ("monitor.toml", "extra-names.txt", "README.md")
"""Files of the study that are not generated; copied along, so that a folder made elsewhere is a whole study."""


def make(folder: Path, seed: int = SEED) -> dict[str, object]:
    """Make all files of the study in ``folder`` and return a few facts about them."""
    rng = np.random.default_rng(seed)
    frame = population.people(rng)
    items = scales.items(frame, rng)
    score = scales.scores(items)
    posterior, profile = scales.posterior(frame, score)
    closed = scales.closed(frame, score, rng)
    given = answers.draw(frame, score, closed["ictgebruik"], rng)
    given, personal = write_out(frame, given, random.Random(seed))

    # half of what is missing from the items of 2022 is missing by a code
    coded = (frame["wave"] == "2022").to_numpy()[:, None] & items.isna() & (rng.random(items.shape) < 0.5)
    typed = given.pivot(index="row", columns="question", values="text").reindex(frame.index)
    table = files.survey_table(frame, items.mask(coded, scales.NO_OPINION), closed, typed, rng)
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    files.write_2017(table[table["wave"] == "2017"], folder / "monitor_2017.xlsx")
    files.write_2019(table[table["wave"] == "2019"], folder / "monitor_2019.csv")
    files.write_2022(table[table["wave"] == "2022"], folder / "monitor_2022.sav")
    truth.write_respondents(frame, posterior, folder / "truth")
    truth.write_answers(frame, given, personal, folder / "truth")
    truth.write_table(answers.effects(frame, score, given), folder / "truth" / "effects.csv")
    truth.write_table(answers.trends(frame, score, given), folder / "truth" / "trends.csv")
    truth.write_table(answers.listing(), folder / "truth" / "themes.csv")
    truth.write_table(profile, folder / "truth" / "profile.csv")
    for name in BY_HAND:
        if folder.resolve() != HERE.resolve():
            shutil.copyfile(HERE / name, folder / name)
    return truth.write_facts(frame, posterior, given, folder / "truth")


def write_out(frame: pd.DataFrame, given: pd.DataFrame, rng: random.Random) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add ``text`` and ``personal`` (kinds of personal data, ;-joined) to the answers; and list that data."""
    sentences = Sentences(library(rng, HERE / "kernels"), rng)
    traits = zip(*(frame[c] for c in ("class", "wave", "domain", "avo", "institution")), strict=True)
    writers = [Writer(style(rng, level), *others) for level, *others in traits]
    copies: dict[int, Answer] = {}
    found = [_answer(answer, writers[answer.row], sentences, copies) for answer in given.itertuples()]
    rows = [
        (row, question, *place)
        for row, question, answer in zip(given["row"], given["question"], found, strict=True)
        if answer
        for place in answer.personal
    ]
    kinds = [";".join(sorted({place[0] for place in answer.personal})) if answer else "" for answer in found]
    written = given.assign(text=[answer.text if answer else None for answer in found], personal=kinds)
    return written, pd.DataFrame(rows, columns=["row", "question", "kind", "start", "end", "text"])


def _answer(given: Any, who: Writer, sentences: Sentences, copies: dict[int, Answer]) -> Answer | None:
    """The text of one answer; those who copy hand in the text of the first of their group."""
    if given.kind in ("not_asked", "blank"):
        return None
    if given.kind == "non_answer":
        return sentences.non_answer(given.question)
    if given.kind == "none":
        return sentences.none(who)
    if given.kind == "one_off":
        return sentences.one_off(given.question, who)
    if given.copied in copies:
        return copies[given.copied]
    made = sentences.themes(given.themes, given.question, who, whole=bool(given.copied))
    if given.copied:
        copies[given.copied] = made
    return made


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--to", type=Path, default=HERE)
    given = parser.parse_args()
    for name, fact in make(given.to, given.seed).items():
        print(f"{name}: {fact}")


if __name__ == "__main__":
    main()
