"""Can people tell what the themes of the demo study are about, from label, words and examples alone?

usage: themes_readers.py listing [--work FOLDER] [--encoder use]     writes FOLDER/listing.md and FOLDER/key.csv
       themes_readers.py score ANSWERS.csv ... [--work FOLDER]       rows "topic_id,letter" of one reader each

The listing shows every main theme with the planted themes of its question in a shuffled order. A reader, who has seen
neither code nor truth, picks one for each. Right is the planted theme that most answers of the theme hold. Themes that
benchmarks/themes.py --demo found are used where FOLDER is its --work; else the demo study is run first.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

import pandas as pd
from themes_demo import demo_themes

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CLEAR = 0.4
"""Share of a theme's answers that hold one planted theme, from which the theme can be said to be about it."""


def listing(work: Path, encoder: str) -> None:
    """Write what readers see, and the key: topic_id, letter, share."""
    demo = demo_themes(work, encoder)
    parts, key, shuffle = [], [], random.Random(7)
    main = demo.topics[demo.topics["parent_id"].isna()]
    for question, topics in main.groupby("question", sort=True):
        own = demo.planted[demo.planted["question"] == question]
        order = own["theme"].tolist()
        shuffle.shuffle(order)
        letter = dict(zip(order, LETTERS, strict=False))
        label = own.set_index("theme")["label"]
        parts.append(f"# {question}\n\n" + "\n".join(f"{letter[theme]}. {label[theme]}" for theme in order))
        for topic in topics.itertuples():
            answers = demo.found.loc[demo.found["main"] == topic.topic_id, "answer_id"].unique()
            held = demo.answers.loc[answers, "themes"].fillna("").str.get_dummies(";").reindex(columns=order).fillna(0)
            key.append((topic.topic_id, letter[str(held.mean().idxmax())], round(float(held.mean().max()), 2)))
            shown = demo.examples[demo.examples["topic_id"] == topic.topic_id]
            lines = "\n".join(f"- {text}" for text in shown.loc[shown["kind"] == "representative", "text"])
            parts.append(f"## {topic.topic_id}: {topic.label}\n\nWoorden: {topic.words}\n\n{lines}")
    (work / "listing.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    pd.DataFrame(key, columns=["topic_id", "letter", "share"]).to_csv(work / "key.csv", index=False)
    print(f"{len(key)} themes: {work / 'listing.md'}")


def score(work: Path, files: list[Path]) -> None:
    """Print the share that each reader has right, of all themes and of those that are clearly about one thing."""
    key = pd.read_csv(work / "key.csv", dtype={"letter": str}).set_index("topic_id")
    for file in files:
        given = pd.read_csv(file, header=None, names=["topic_id", "letter"], dtype=str).set_index("topic_id")["letter"]
        right = given.reindex(key.index).str.strip() == key["letter"]
        clear = key["share"] >= CLEAR
        print(f"{file.name}: {right.mean():.2f} of {len(key)} themes; {right[clear].mean():.2f} of {clear.sum()} clear")
        for topic_id in right.index[~right]:
            print(f"  {topic_id}: said {given.get(topic_id)}, is {key.letter[topic_id]} ({key.share[topic_id]})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("do", choices=["listing", "score"])
    parser.add_argument("answers", nargs="*", type=Path)
    parser.add_argument("--encoder", default="use")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "textmining-themes")
    given = parser.parse_intermixed_args()
    given.work.mkdir(parents=True, exist_ok=True)
    listing(given.work, given.encoder) if given.do == "listing" else score(given.work, given.answers)


if __name__ == "__main__":
    main()
