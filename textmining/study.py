"""study.toml as frozen models: what a study can say. Reading and checking one is in ``study_file``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from textmining.study_settings import (
    LOOPBACK,
    Cleaning,
    Embedding,
    Labels,
    Language,
    Part,
    Privacy,
    Review,
    Text,
    Topics,
)

__all__ = [
    "LOOPBACK",
    "Asked",
    "Closed",
    "Columns",
    "Contrast",
    "ExpectedTheme",
    "Group",
    "Labels",
    "Profile",
    "Question",
    "Review",
    "Scale",
    "Study",
    "Wave",
    "nearest",
    "normal_code",
]

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
Code = str | int | float | bool

_LOOKED_AT = 2_000
"""How many names ``nearest`` compares: comparing takes a while, and a hostile file may hold very many columns."""


_NUMBER = re.compile(r"(-?[0-9]+)[.,]([0-9]+)")


def normal_code(value: object) -> str:
    """The text by which a code is known: 1, 1.0, "1.0" and "1,0" are all "1"; " Zorg " is "Zorg".

    Zeros at the end of a fraction that is not whole stay: a file may number its teams 1.1 to 1.10.
    """
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        # repr would write 1e-05 and 1e+16, which no file holds
        value = int(value) if value.is_integer() else format(Decimal(repr(float(value))), "f")
    text = str(value).strip()
    number = _NUMBER.fullmatch(text)
    if number is None:
        return text
    whole, rest = number.groups()
    return f"{whole}.{rest}" if rest.strip("0") else whole


def nearest(name: str, names: Iterable[str], *, count: int = 3, kind: str = "Names") -> str:
    """A remedy that names what looks like ``name`` (as differing case or a typing error), or "" where nothing does."""
    known = list(dict.fromkeys(names))[:_LOOKED_AT]
    lower = {n.lower()[:100]: n for n in reversed(known)}
    close = [lower[n] for n in difflib.get_close_matches(name.lower()[:100], lower, n=count, cutoff=0.5)]
    return f"{kind} that look alike: {', '.join(repr(n) for n in close)}." if close else ""


class Wave(Part):
    """One round of field work and the file that holds it.

    ``columns`` maps a name of the study to the name in this file, or to "" where this wave has no such column.
    """

    id: Text
    file: Text
    columns: dict[str, str] = Field(default_factory=dict)


class Columns(Part):
    """The columns that say who a respondent is and how the sample was drawn."""

    respondent: Text
    wave: Text | None = None
    weight: Text | None = None
    stratum: Text | None = None
    cluster: Text | None = None
    team: Text | None = None
    panel: Text | None = None


class _InWaves(Part):
    waves: tuple[str, ...] | None = None

    def in_wave(self, wave: str) -> bool:
        """Whether this part of the study is in a wave."""
        return self.waves is None or wave in self.waves


class Group(_InWaves):
    """A grouping of respondents. ``values`` maps codes to labels; ``cuts`` turns a number into classes."""

    id: Id
    label: Text
    column: Text
    values: dict[str, str] | None = None
    cuts: tuple[float, ...] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.values is not None and self.cuts is not None:
            raise ValueError("values and cuts exclude each other. Keep one of them.")
        if self.cuts is not None and (not self.cuts or list(self.cuts) != sorted(set(self.cuts))):
            raise ValueError("cuts must be numbers that rise. Example: cuts = [3, 10, 20].")
        return self


class Scale(_InWaves):
    """Likert items that form one scale score; ``reverse`` names the items that run the other way."""

    id: Id
    label: Text
    items: tuple[str, ...] = Field(min_length=1)
    reverse: tuple[str, ...] = ()
    range: tuple[float, float]
    min_items: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.range[0] >= self.range[1]:
            raise ValueError("range must run from low to high. Example: range = [1, 5].")
        stray = [name for name in self.reverse if name not in self.items]
        if stray:
            raise ValueError(
                f"reverse names {stray[0]!r}, which is not in items. {nearest(stray[0], self.items)}".rstrip()
            )
        if len(set(self.items)) < len(self.items):
            raise ValueError("items names a column twice. Remove one.")
        if self.min_items is not None and self.min_items > len(self.items):
            raise ValueError(f"min_items is {self.min_items}, but there are {len(self.items)} items.")
        return self


class Profile(Part):
    """Classes of respondents on several scales, ordered from low to high."""

    id: Id = "profiel"
    label: Text = "Profiel"
    scales: tuple[str, ...] = Field(min_length=1)
    groups: tuple[Text, ...] = Field(default=("achterblijvers", "peloton", "koplopers"), min_length=2)
    method: Literal["latent", "cutoffs"] = "latent"
    cutoffs: tuple[float, ...] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.method == "cutoffs":
            if self.cutoffs is None or len(self.cutoffs) != len(self.groups) - 1:
                raise ValueError(
                    f"method 'cutoffs' needs cutoffs with {len(self.groups) - 1} numbers, one fewer than groups."
                )
            if list(self.cutoffs) != sorted(set(self.cutoffs)):
                raise ValueError("cutoffs must rise.")
        elif self.cutoffs is not None:
            raise ValueError("cutoffs goes with method = 'cutoffs'.")
        if len(set(self.groups)) < len(self.groups):
            raise ValueError("groups names a group twice.")
        return self


class Closed(_InWaves):
    """A closed question that is published beside the themes, as a mean or as shares.

    Without ``statistic``: shares where ``values`` are given, the file calls the column nominal or it holds text; else a
    mean.
    """

    id: Id
    label: Text
    column: Text
    statistic: Literal["mean", "share"] | None = None
    values: dict[str, str] | None = None


class Asked(Part):
    """Routing: a question was put to those whose ``column`` holds one of ``values``."""

    column: Text
    values: tuple[Code, ...] = Field(min_length=1)


class ExpectedTheme(Part):
    """A theme that the study expects, with a few example sentences."""

    label: Text
    examples: tuple[Text, ...] = ()


class Question(_InWaves):
    """An open question. ``none`` is what "geen" or "niets" means as an answer to it."""

    id: Id
    column: Text
    text: Text
    asked: Asked | None = None
    none: Text | None = None
    themes: tuple[ExpectedTheme, ...] = ()
    codebook: Id | None = None


class Contrast(Part):
    """A comparison declared beforehand: two values of a grouping (``b = "rest"`` for all others), or a scale."""

    id: Id
    family: Text
    group: Id | None = None
    a: Text | None = None
    b: Text | None = None
    scale: Id | None = None
    within: Literal["cluster"] | None = None
    adjust: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.group is None) == (self.scale is None):
            raise ValueError("needs either group (with a and b) or scale, not both.")
        if self.group is not None and (self.a is None or self.b is None):
            raise ValueError('group needs a and b. Example: a = "koplopers", b = "rest".')
        if self.scale is not None and (self.a is not None or self.b is not None):
            raise ValueError("a and b go with group, not with scale.")
        return self


class Population(Part):
    """A headcount, of one institution (``cluster``) or of one value of a grouping (``group`` and ``value``)."""

    count: int = Field(ge=1)
    wave: str | None = None
    cluster: str | None = None
    group: Id | None = None
    value: str | None = None


class Head(Part):
    id: Id
    title: Text
    language: Literal["nl", "en"] = "nl"
    reference_wave: str | None = None
    synthetic: bool = False


class Study(Part):
    """A study file. ``study`` holds its head; lists keep the order of the file."""

    study: Head
    waves: tuple[Wave, ...] = Field(min_length=1)
    columns: Columns
    groups: tuple[Group, ...] = ()
    missing: dict[str, tuple[Code, ...]] = Field(default_factory=dict)
    scales: tuple[Scale, ...] = ()
    profile: Profile | None = None
    closed: tuple[Closed, ...] = ()
    questions: tuple[Question, ...] = Field(min_length=1)
    contrasts: tuple[Contrast, ...] = ()
    population: tuple[Population, ...] = ()
    merged: dict[str, str] = Field(default_factory=dict)
    cleaning: Cleaning = Cleaning()
    privacy: Privacy = Privacy()
    language: Language = Language()
    embedding: Embedding = Embedding()
    topics: Topics = Topics()
    labels: Labels = Labels()
    review: Review = Review()

    @property
    def id(self) -> str:
        """The study's id."""
        return self.study.id

    @property
    def reference_wave(self) -> str:
        """The wave at which profiles are fitted: as named, else the last one listed."""
        return self.study.reference_wave or self.waves[-1].id

    @property
    def groupings(self) -> dict[str, str]:
        """Id and label of every grouping that results are split by: the groups, then the profile."""
        found = {group.id: group.label for group in self.groups}
        return {**found, self.profile.id: self.profile.label} if self.profile else found
