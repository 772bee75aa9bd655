"""Colours and shapes of themes, and where their names stand."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["COLOURS", "OTHER_COLOUR", "OUTLINES", "SHAPES", "Box", "free_places", "mark_of"]

COLOURS = ("#332288", "#CC6677", "#117733", "#DDCC77", "#88CCEE", "#882255", "#44AA99", "#999933", "#AA4499")
"""Paul Tol's "muted" scheme (2021), which readers with any common colour blindness can tell apart."""

OTHER_COLOUR = "#A9AFB4"

OUTLINES = {
    "circle": "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0",
    "square": "m-4.5-4.5h9v9h-9z",
    "triangle-up": "m0-6l5.6 10h-11.2z",
    "diamond": "m0-6.3l6.3 6.3l-6.3 6.3l-6.3-6.3z",
    "x": "m-5.5-3.5l2-2l3.5 3.5l3.5-3.5l2 2l-3.5 3.5l3.5 3.5l-2 2l-3.5-3.5l-3.5 3.5l-2-2l3.5-3.5z",
    "cross": "m-1.5-5.5h3v4h4v3h-4v4h-3v-4h-4v-3h4z",
}
"""Shapes by the names that plotly has for them, drawn in SVG from their middle."""

SHAPES = tuple(OUTLINES)
"""When the colours are used up they begin again with the next shape."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def mark_of(place: int) -> tuple[str, str]:
    """Colour and shape of the theme at a place in the order of size.

    >>> mark_of(0), mark_of(9)
    (('#332288', 'circle'), ('#332288', 'square'))
    """
    return COLOURS[place % len(COLOURS)], SHAPES[place // len(COLOURS) % len(SHAPES)]


def free_places(
    wanted: Iterable[tuple[float, float, float]], height: float, frame: Box, *, most: int
) -> list[tuple[float, float] | None]:
    """Where names can stand without touching: the first ones, as near as can be to where they belong.

    Parameters
    ----------
    wanted : iterable of (x, y, width)
        The middle of each name, in order of importance.
    height : float
        Of a line.
    frame : Box
        What no name may leave.
    most : int
        No more names than this.

    Returns
    -------
    list of (x, y) or None
        The middle of each name; None for one that finds no place near.
    """
    taken: list[Box] = []
    found: list[tuple[float, float] | None] = []
    for x, y, width in wanted:
        place = None
        for step in (0, -1, 1, -2, 2, -3, 3) if len(taken) < most else ():
            middle = min(max(x, frame[0] + width / 2), frame[2] - width / 2)
            level = y + step * height
            box = (middle - width / 2, level - height / 2, middle + width / 2, level + height / 2)
            if box[1] >= frame[1] and box[3] <= frame[3] and not any(_touch(box, other) for other in taken):
                taken.append(box)
                place = (middle, level)
                break
        found.append(place)
    return found


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
