"""The map of a codebook as it is drawn: the points of each main theme, and where names stand."""

from __future__ import annotations

import threading
import weakref
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textmining.codebook.state import CodeTheme
from textmining.review.book import Book
from textmining.review.material import Material
from textmining.review.material.places import read_places

if TYPE_CHECKING:
    import numpy as np

__all__ = ["COLOURS", "HEIGHT", "WIDTH", "Drawing", "Drawn", "Maps", "draw"]

WIDTH, HEIGHT = 1000, 640
"""Of the drawing, in its own units."""

MARGIN = 30
STEP = 2
"""Points nearer than this are one."""

COLOURS = 9
"""Themes in the order of their size take these in turn."""

LINE, LETTER, MOST_NAMES = 26.0, 11.0, 30
"""Height of a name, mean width of a letter, and how many names stand on a map."""

LONGEST = 34


@dataclass(frozen=True, slots=True)
class Drawn:
    """A main theme on the map; ``name`` is where its label stands, None where there was no room."""

    theme: CodeTheme
    colour: int
    path: str
    segments: int
    text: str
    name: tuple[float, float] | None


@dataclass(frozen=True)
class Drawing:
    """Themes on the map, the largest first; ``other`` are the points that no theme holds."""

    themes: tuple[Drawn, ...]
    other: str
    others: int
    _of: Mapping[str, np.ndarray] = field(repr=False, default_factory=dict)

    def path(self, theme: str) -> str:
        """The points of one theme, main or sub; "" where it has none."""
        return _path(self._of[theme]) if theme in self._of else ""


class Maps:
    """The maps that were looked at: places as long as their results are there, drawings as long as nothing changed."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[object, np.ndarray | None]] = {}
        self._drawn: dict[str, tuple[weakref.ref[Book], Drawing]] = {}
        self._lock = threading.Lock()

    def of(self, book: Book) -> Drawing | None:
        """The map of a codebook; None where discovery left none."""
        with self._lock:
            known = self._drawn.get(book.material.id)
            if known is not None and known[0]() is book:
                return known[1]
            places = self._places_of(book.material)
            if places is None:
                return None
            made = draw(book, places)
            self._drawn[book.material.id] = (weakref.ref(book), made)
            return made

    def _places_of(self, material: Material) -> np.ndarray | None:
        mark = (material.folders.get("topics"), len(material.segments))
        known = self._places.get(material.id)
        if known is None or known[0] != mark or known[1] is None:
            known = self._places[material.id] = (mark, read_places(material))
        return known[1]


def draw(book: Book, places: np.ndarray) -> Drawing:
    """Draw a codebook.

    Parameters
    ----------
    book : Book
    places : array, shape (n_segments, 2)
        From ``read_places``.
    """
    import numpy as np

    from textmining.publishing.map.marks import free_places

    scaled = _scaled(places)
    held: defaultdict[str | None, list[int]] = defaultdict(list)
    placement = book.codebook.placement
    for row, segment in enumerate(book.material.segments):
        held[placement.get(segment)].append(row)
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for theme, own in held.items():
        for one in _upwards(theme, book.codebook.in_use):
            rows[one] += own
    there = ~np.isnan(places[:, 0])
    points = {theme: scaled[[row for row in own if there[row]]] for theme, own in rows.items()}
    points = {theme: own for theme, own in points.items() if len(own)}
    mains = [theme for theme, depth in book.order.items() if depth == 0 and theme in points]
    mains.sort(key=lambda theme: (-len(points[theme]), theme))
    texts = [_short(book.codebook.themes[theme].label) for theme in mains]
    wanted = [(*_middle(points[t]), LETTER * len(text) + 16) for t, text in zip(mains, texts, strict=True)]
    names = free_places(wanted, LINE, (4, 4, WIDTH - 4, HEIGHT - 4), most=MOST_NAMES)
    others = [row for row in held[None] if there[row]]
    return Drawing(
        tuple(
            Drawn(book.codebook.themes[t], n % COLOURS, _path(points[t]), len(points[t]), text, name)
            for n, (t, text, name) in enumerate(zip(mains, texts, names, strict=True))
        ),
        _path(scaled[others]),
        len(others),
        points,
    )


def _scaled(places: np.ndarray) -> np.ndarray:
    """Whole steps in the frame, the map in its middle."""
    import numpy as np

    known = places[~np.isnan(places[:, 0])]
    if not len(known):
        return np.zeros(places.shape, dtype=np.int32)
    low, high = known.min(axis=0), known.max(axis=0)
    size = np.maximum(high - low, 1e-9)
    frame = np.array([WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN])
    scale = min(frame / size)
    stretch = np.minimum(frame / size, scale * 1.5)  # a page is wide: a little wider than it is
    moved = (np.nan_to_num(places) - (low + high) / 2) * stretch * np.array([1, -1])
    rounded: np.ndarray = (np.round((moved + np.array([WIDTH, HEIGHT]) / 2) / STEP) * STEP).astype(np.int32)
    return rounded


def _path(points: np.ndarray) -> str:
    """Points as a path of strokes without length, which have round ends."""
    if not len(points):
        return ""
    return "".join(f"M{x} {y}h0" for x, y in sorted(set(map(tuple, points.tolist()))))


def _middle(points: np.ndarray) -> tuple[float, float]:
    xs, ys = sorted(points[:, 0].tolist()), sorted(points[:, 1].tolist())
    return float(xs[len(xs) // 2]), float(ys[len(ys) // 2])


def _upwards(theme: str | None, in_use: Mapping[str, CodeTheme]) -> Iterable[str]:
    """A theme and those above it; one above itself is met once."""
    seen: list[str] = []
    while theme is not None and theme in in_use and theme not in seen:
        seen.append(theme)
        theme = in_use[theme].parent
    return seen


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
