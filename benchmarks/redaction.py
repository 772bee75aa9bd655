"""How well redaction finds what is personal, on answers whose personal data is marked inline.

usage: redaction.py FOLDER [--faker 1000] [--show] [--shared ../shared]

FOLDER holds ``answers.tsv`` (id, tab, text with marks as ``[[persoon-tr:Aylin]]`` or ``[[iban:NL...]]``) and
``study-names.txt`` (kind, tab, name). Printed are, per kind and per origin of persons, the mentions, the share of them
that is covered entirely, and the share of their words that is; then the share of the words outside all marks that is
redacted, and the seconds. With --show what went wrong is printed, for use in development only. --faker N also puts
names of Faker's nl_NL in sentence frames (``frames.txt`` of the folder, one with ``{naam}`` on a line) behind N real
answers of the readers' survey in the shared folder.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textmining.cleaning.language import load_language
from textmining.cleaning.redaction.mentions import Mention
from textmining.cleaning.repair import repair

REPOSITORY = Path(__file__).resolve().parent.parent
MARK = re.compile(r"\[\[([^\[\]:]+):([^\[\]]*)\]\]")
WORD = re.compile(r"\w+")
SCHOOL = {"instelling": "school"}
Finder = Callable[[Sequence[str]], list[list[Mention]]]


@dataclass(frozen=True)
class Marked:
    """An answer and the stretches that are marked, as (start, end, kind)."""

    id: str
    text: str
    marks: tuple[tuple[int, int, str], ...]


def read_marked(path: Path) -> list[Marked]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_marked(*line.split("\t", 1)) for line in lines if "\t" in line]


def _marked(name: str, text: str) -> Marked:
    pieces, marks, at, length = [], [], 0, 0
    for match in MARK.finditer(text):
        pieces += [text[at : match.start()], match[2]]
        start = length + match.start() - at
        length = start + len(match[2])
        marks.append((start, length, match[1]))
        at = match.end()
    return Marked(name, "".join((*pieces, text[at:])), tuple(marks))


def faker_answers(shared: Path, frames: Sequence[str], count: int, seed: int = 1) -> list[Marked]:
    """Real answers, each followed by a frame with an invented name."""
    from faker import Faker

    faker = Faker("nl_NL")
    faker.seed_instance(seed)
    with (shared / "data" / "lezersonderzoek" / "lezersonderzoek_2013.csv").open(encoding="utf-8-sig", newline="") as f:
        texts = [row["waarom"] for row in csv.DictReader(f, delimiter=";") if len((row["waarom"] or "").split()) > 2]
    draw = random.Random(seed)
    ways = (faker.name, faker.first_name, faker.name, faker.first_name, lambda: faker.first_name().lower())
    answers = []
    for number, text in enumerate(draw.sample(texts, count)):
        name = re.sub(r"^(?:(?:dhr|mw|mevr|dr|ir|drs|ing|prof|bc)\.?\s+|Bc\.\s+)+", "", ways[number % len(ways)]())
        before = repair(text).strip().rstrip(".") + ". "
        frame = frames[number % len(frames)]
        frame = frame if number % 5 == 4 else frame[0].upper() + frame[1:]
        start = len(before) + frame.index("{naam}")
        whole = before + frame.replace("{naam}", name)
        answers.append(
            Marked(f"f{number}", whole, ((0, len(before), "-"), (start, start + len(name), "persoon-faker")))
        )
    return answers


def redactor_of(folder: Path) -> Finder:
    """The redactor that a study with the folder's names has."""
    from textmining.cleaning.redaction import load_redactor, read_names

    models = Path(tempfile.mkdtemp())
    names = models / "names.txt"
    lines = (line.split("\t", 1) for line in (folder / "study-names.txt").read_text(encoding="utf-8").splitlines())
    names.write_text("".join(f"{name} = {SCHOOL.get(kind, kind)}\n" for kind, name in lines), encoding="utf-8")
    language = load_language("auto", "nl", models)
    redactor = load_redactor(read_names(names), language, models)
    return lambda texts: [list(found.mentions) for found in redactor.redact(texts)]


@dataclass(frozen=True)
class Score:
    """How well redaction did.

    Attributes
    ----------
    mentions, covered : Counter
        Marked mentions, and those covered entirely, by kind, by origin ("persoon-tr"), and in all.
    words, covered_words : Counter
        The same of their words.
    outside, redacted : int
        Words outside all marks, and those of them that were redacted.
    errors : tuple of str
        What went wrong, for use in development.
    """

    mentions: Counter[str]
    covered: Counter[str]
    words: Counter[str]
    covered_words: Counter[str]
    outside: int
    redacted: int
    errors: tuple[str, ...]

    def recall(self, kind: str) -> float:
        """Share of the mentions of a kind that are covered entirely."""
        return self.covered[kind] / self.mentions[kind]


def score(answers: Sequence[Marked], find: Finder) -> Score:
    """Hold what is found against the marks; stretches marked "-" count for nothing."""
    mentions, covered, words, covered_words = (Counter[str]() for _ in range(4))
    outside = redacted = 0
    errors = []
    for answer, found in zip(answers, find([answer.text for answer in answers]), strict=True):
        cover = _cover(len(answer.text), [(m.start, m.end) for m in found])
        marked = _cover(len(answer.text), [(start, end) for start, end, _ in answer.marks])
        for start, end, kind in answer.marks:
            if kind == "-":
                continue
            hits = [_hit(cover, m.start() + start, m.end() + start) for m in WORD.finditer(answer.text[start:end])]
            for name in {kind, kind.split("-")[0] if kind.startswith("persoon") else kind, "all"}:
                mentions[name] += 1
                covered[name] += all(hits)
                words[name] += len(hits)
                covered_words[name] += sum(hits)
            if not all(hits):
                around = answer.text[max(0, start - 40) : end + 30]
                errors.append(f"missed {answer.id} {kind}: {answer.text[start:end]!r} in {around!r}")
        own = [match for match in WORD.finditer(answer.text) if not any(marked[match.start() : match.end()])]
        wrong = [match.group() for match in own if _hit(cover, *match.span())]
        outside, redacted = outside + len(own), redacted + len(wrong)
        if wrong:
            errors.append(f"wrongly {answer.id}: {' '.join(wrong)!r} in {answer.text[:150]!r}")
    return Score(mentions, covered, words, covered_words, outside, redacted, tuple(errors))


def report(answers: Sequence[Marked], find: Finder, *, show: bool) -> None:
    """Print recall by kind and origin, over-redaction and seconds."""
    started = time.perf_counter()
    found = score(answers, find)
    seconds = time.perf_counter() - started
    if show:
        print("\n".join(found.errors))
    print(f"{'kind':<16}{'mentions':>9}{'whole':>8}{'words':>8}")
    for name, count in sorted(found.mentions.items()):
        by_word = found.covered_words[name] / found.words[name]
        print(f"{name:<16}{count:>9}{found.recall(name):>8.3f}{by_word:>8.3f}")
    share = found.redacted / max(found.outside, 1)
    print(f"words outside marks: {found.outside}, redacted: {found.redacted} ({share:.2%})")
    print(f"{len(answers)} answers in {seconds:.2f} s")


def _cover(length: int, spans: Iterable[tuple[int, int]]) -> bytearray:
    cover = bytearray(length)
    for start, end in spans:
        cover[start:end] = b"\x01" * (end - start)
    return cover


def _hit(cover: bytearray, start: int, end: int) -> bool:
    return all(cover[start:end])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--faker", type=int, default=0, metavar="N", help="names of Faker behind N real answers")
    parser.add_argument("--show", action="store_true", help="print what went wrong; never with a sealed set")
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    options = parser.parse_args()
    find = redactor_of(options.folder)
    answers = read_marked(options.folder / "answers.tsv")
    report(answers, find, show=options.show)
    if options.faker:
        frames = (options.folder / "frames.txt").read_text(encoding="utf-8").splitlines()
        report(
            faker_answers(options.shared, [frame for frame in frames if "{naam}" in frame], options.faker),
            find,
            show=options.show,
        )


if __name__ == "__main__":
    main()
