"""How often themes are mentioned in each wave, and what became of them since the codebook was last signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textmining.codebook.coder.whole import uncodable
from textmining.codebook.state import CodeTheme, Version
from textmining.codebook.store import DecisionStore
from textmining.codebook.store.browsing import fits, last_on
from textmining.codebook.succession import Succession
from textmining.review.book import Book
from textmining.review.versions.comparing import ThemeState
from textmining.review.versions.past import Moment, Past

__all__ = ["Carried", "Cell", "Inheritance", "WaveRow", "inheritance_of", "wave_table"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Answers of a wave that mention a theme; None where they are too few to tell, or the wave has too few."""

    count: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A theme, its depth in the list, and a cell for each wave."""

    theme: CodeTheme
    depth: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """A theme of before beside what stands for it now; ``how`` is same, heir, split, joined or kept."""

    then: ThemeState
    now: tuple[CodeTheme, ...]
    how: str


@dataclass(frozen=True)
class Inheritance:
    """What the codebook of before gives to that of now.

    Attributes
    ----------
    then : Moment
        The codebook of before, right after its last decision.
    version : Version or None
        Where that was signed.
    waves : tuple of str
        That the discovery of before saw.
    inherited, vanished : sequence of Carried
    new : sequence of CodeTheme
        Found now, and nothing of before or a part of it.
    made : sequence of CodeTheme
        Those that coders made.
    """

    then: Moment
    version: Version | None
    waves: tuple[str, ...]
    inherited: Sequence[Carried]
    vanished: Sequence[Carried]
    new: Sequence[CodeTheme]
    made: Sequence[CodeTheme]


def wave_table(book: Book) -> tuple[dict[str, int], list[WaveRow]]:
    """The answers of each wave that can be coded, and how many of them mention each theme in use.

    Numbers under the study's smallest group are not told.
    """
    left_out = uncodable(book.codebook)
    totals = Counter(answer.wave for answer in book.material.answers.values() if answer.id not in left_out)
    fewest = book.material.minimum_group
    rows = []
    for theme, depth in book.order.items():
        own = Counter(m.answer.wave for m in book.members.get(theme, ()) if m.answer.id not in left_out)
        cells = tuple(_cell(own[wave], totals[wave], fewest) for wave in book.material.waves)
        rows.append(WaveRow(book.codebook.themes[theme], depth, cells))
    return {wave: totals[wave] for wave in book.material.waves}, rows


def inheritance_of(store: DecisionStore, past: Past, book: Book) -> Inheritance | None:
    """What became of the themes of the last signed version, or of the last discovery that coders decided on.

    None where themes were not found again since.
    """
    own = book.material.base.fit
    version = book.codebook.versions[-1] if book.codebook.versions else None
    if version is not None:
        fit, decision = version.fit, version.decision
    else:
        before = [fit for fit in fits(store, book.material.id) if fit != own]
        fit = before[-1] if before else own
        decision = last_on(store, book.material.id, fit)
    found = past.became(book, fit)
    then = past.at(book, decision) if found is not None else None
    if found is None or then is None:
        return None
    states = sorted((s for s in then.themes.values() if s.in_use), key=lambda s: (-s.size, s.theme.label.casefold()))
    parts = {part for own in found.split.values() for part in own}
    carried = [one for state in states if (one := _carried(state, found, book)) is not None]
    base, themes = book.material.base.themes, book.codebook.themes
    return Inheritance(
        then,
        version,
        past.waves(book, fit),
        [one for one in carried if one.now],
        [one for one in carried if not one.now],
        [themes[theme] for theme in book.order if theme in found.new and theme not in parts],
        [themes[theme] for theme in book.order if theme not in base and themes[theme].origin == "coder"],
    )


def _cell(count: int, total: int, fewest: int) -> Cell:
    if count < fewest or total < fewest:
        return Cell(None, None)
    return Cell(count, count / total)


def _carried(then: ThemeState, found: Succession, book: Book) -> Carried | None:
    """A theme of before with what stands for it; None for one that coders made, which stays as it is."""
    theme, own = then.theme.id, book.material.base.themes
    if then.theme.origin == "coder":
        return None
    themes: Mapping[str, CodeTheme] = book.codebook.themes
    if theme in found.split:
        return Carried(then, tuple(themes[part] for part in found.split[theme]), "split")
    if theme not in own and theme in themes:
        return Carried(then, (themes[theme],), "kept")
    if theme in found.gone:
        return Carried(then, (), "gone")
    heir = theme if theme in own else found.heirs.get(theme)
    if heir is None or heir not in themes:
        return Carried(then, (), "gone")
    how = "joined" if len(found.joined.get(heir, ())) > 1 else "same" if heir == theme else "heir"
    return Carried(then, (themes[heir],), how)
