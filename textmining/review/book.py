"""A codebook as a coder sees it: its themes with their answers, the surest first, and what no theme holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from textmining.codebook.masking import Mask
from textmining.codebook.state import Codebook, CodeTheme
from textmining.publishing.theme_words import nested
from textmining.review.material import Answer, Material, Segment

__all__ = ["Book", "Loose", "Member", "make_book", "surest"]

EXAMPLES = 3
"""Segments that show what a theme is, on the page of its question."""


@dataclass(frozen=True, slots=True)
class Member:
    """An answer of a theme.

    ``confidence`` is the similarity of its nearest segment, between 0 and 1; ``by`` says who put it there: "model",
    "coder" or "rule". ``segments`` are the ids of those in the theme: none where the answer as a whole is.
    """

    answer: Answer
    confidence: float
    by: str
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loose:
    """A segment that no theme holds, and the theme that is nearest."""

    answer: Answer
    segment: Segment
    nearest: str | None


@dataclass(frozen=True)
class Book:
    """A codebook at one moment, with what belongs to each theme.

    Attributes
    ----------
    material : Material
    codebook : Codebook
    last : int
        The last decision that is in it.
    order : mapping
        Themes in use as they are listed, to their depth.
    members : mapping
        theme_id to its answers, the surest first; those of sub-themes are in their main theme too.
    themes_of : mapping
        answer_id to its themes, without main themes of which it has a sub-theme.
    loose : tuple of Loose
        The nearest to a theme first.
    actors : mapping
        Who decided something, to how many decisions.
    mask : Mask
        Leaves out what coders reported of persons; what is here is without it, what is read from the log is not.
    """

    material: Material
    codebook: Codebook
    last: int
    order: Mapping[str, int]
    members: Mapping[str, tuple[Member, ...]]
    themes_of: Mapping[str, frozenset[str]]
    loose: tuple[Loose, ...]
    actors: Mapping[str, int]
    mask: Mask = field(default_factory=Mask)

    def holds_the_same(self, codebook: Codebook) -> bool:
        """Whether themes have the same answers in another state of the codebook, as after a new name."""

        def shape(one: Codebook) -> dict[str, str | None]:
            return {theme_id: theme.parent for theme_id, theme in one.in_use.items()}

        own = self.codebook
        return shape(own) == shape(codebook) and all(
            getattr(own, part) == getattr(codebook, part)
            for part in ("placement", "by_hand", "added", "removed", "hands", "settled")
        )

    @cached_property
    def examples(self) -> Mapping[str, list[str]]:
        """Some segments that show what each theme is: as discovery chose them, else those of its surest answers."""
        shown: dict[str, list[str]] = {}
        for theme in self.order:
            texts: dict[str, str] = {}
            for example in self.material.examples.get(theme, ()):
                if example.kind == "representative" and example.segment in self.material.segments:
                    _add(texts, self.text_of(example.segment))
            for member in self.members.get(theme, ())[: 4 * EXAMPLES]:
                for segment in member.segments[:1]:
                    _add(texts, self.text_of(segment))
            shown[theme] = list(texts.values())[:EXAMPLES]
        return shown

    def text_of(self, segment_id: str) -> str:
        """The text of a segment."""
        segment = self.material.segments[segment_id]
        return self.material.answers[segment.answer].text[segment.start : segment.end]

    @property
    def judged(self) -> int:
        """How many main themes a coder has decided about."""
        return sum(1 for theme in self.main_themes if theme.status != "proposed")

    @property
    def main_themes(self) -> list[CodeTheme]:
        """All main themes, those rejected and merged too."""
        return [theme for theme in self.codebook.themes.values() if theme.parent is None]

    def size(self, theme_id: str) -> int:
        """Answers of a theme."""
        return len(self.members.get(theme_id, ()))

    def share(self, theme_id: str) -> float:
        """Answers of a theme, as a share of all."""
        return self.size(theme_id) / max(len(self.material.answers), 1)

    def parts(self, theme_id: str) -> list[CodeTheme]:
        """The sub-themes in use, in the order in which they are listed."""
        return [t for one in self.order if (t := self.codebook.themes[one]).parent == theme_id]

    def level(self, confidence: float) -> str:
        """In which third of this codebook's codings by the model a confidence is: low, middle or high."""
        low, high = self.material.cuts
        return "low" if confidence < low else "middle" if confidence < high else "high"


def _add(texts: dict[str, str], text: str) -> None:
    """Keep a text unless it is empty, or one that reads the same is there."""
    if text.strip():
        texts.setdefault(text.casefold().strip(" .!?"), text)


def make_book(
    material: Material, codebook: Codebook, last: int, actors: Mapping[str, int], mask: Mask | None = None
) -> Book:
    """Find the answers of every theme.

    Parameters
    ----------
    material : Material
    codebook : Codebook
        Folded on the base of the material.
    last : int
        The last decision in it.
    actors : mapping
        Who decided something, to how many decisions.
    mask : Mask, optional
        What was left out of the material and the codebook.
    """
    in_use = codebook.in_use
    themes_of = _themes_of(material, codebook)
    members: defaultdict[str, list[Member]] = defaultdict(list)
    for answer_id, own in themes_of.items():
        answer = material.answers.get(answer_id)
        if answer is None:
            continue
        placed: defaultdict[str, list[Segment]] = defaultdict(list)
        for segment in answer.segments:
            held_by = codebook.placement.get(segment.id)
            if held_by in own and held_by is not None:
                placed[held_by].append(segment)
        above: dict[str, list[Segment]] = {}
        for theme in own:
            for one in _upwards(theme, in_use):
                above.setdefault(one, []).extend(placed[theme])
        for theme, segments in above.items():
            ruled = answer_id in material.ruled.get(theme, ())
            members[theme].append(_member(answer, segments, codebook.by_hand, ruled=ruled))
    for found in members.values():
        found.sort(key=surest)
    by_size = sorted(in_use, key=lambda theme: (-len(members[theme]), theme))
    order = nested(by_size, {theme_id: theme.parent for theme_id, theme in in_use.items()})
    return Book(
        material,
        codebook,
        last,
        order,
        {theme: tuple(found) for theme, found in members.items()},
        themes_of,
        _loose(material, codebook),
        dict(actors),
        Mask() if mask is None else mask,
    )


def _themes_of(material: Material, codebook: Codebook) -> dict[str, frozenset[str]]:
    """Themes of each answer, with those that a rule gave where no coder said otherwise."""
    found = codebook.themes_of_answers()
    for theme, answers in material.ruled.items():
        now = codebook.now(theme)
        if now is None:
            continue
        for answer in answers:
            if answer not in codebook.hands and answer not in codebook.settled:
                removed = (answer, theme) in codebook.removed or (answer, now) in codebook.removed
                found[answer] = found.get(answer, frozenset()) | (frozenset() if removed else {now})
    return found


def _upwards(theme: str, in_use: Mapping[str, CodeTheme]) -> Iterable[str]:
    """A theme and those above it; one above itself is met once."""
    seen: list[str] = []
    here: str | None = theme
    while here is not None and here in in_use and here not in seen:
        seen.append(here)
        here = in_use[here].parent
    return seen


def _member(answer: Answer, segments: list[Segment], by_hand: frozenset[str], *, ruled: bool) -> Member:
    if not segments:
        return Member(answer, 1.0, "rule" if ruled else "coder")
    own = tuple(segment.id for segment in segments)
    if not by_hand.isdisjoint(own):
        return Member(answer, 1.0, "coder", own)
    known = [segment.similarity for segment in segments if segment.similarity is not None]
    return Member(answer, max(known, default=0.0), "model", own)


def surest(member: Member) -> tuple[float, str, str]:
    """The order of answers in a theme."""
    return (-member.confidence, member.answer.folded, member.answer.id)


def _loose(material: Material, codebook: Codebook) -> tuple[Loose, ...]:
    """Segments that discovery looked at and that no theme holds, unless their answer was coded as a whole."""
    found = []
    for answer in material.answers.values():
        if answer.id in codebook.hands or answer.id in codebook.settled:
            continue
        for segment in answer.segments:
            if segment.similarity is None or codebook.placement.get(segment.id) is not None:
                continue
            nearest = segment.nearest or material.base.placement.get(segment.id)
            found.append(Loose(answer, segment, codebook.now(nearest) if nearest else None))
    return tuple(sorted(found, key=lambda loose: (-(loose.segment.similarity or 0.0), loose.segment.id)))
