"""The map as a picture for a slide: points, and the names of the largest themes, without a legend to look up."""

from __future__ import annotations

import textwrap

from markupsafe import escape

from textmining.publishing.map.marks import OTHER_COLOUR, OUTLINES, free_places, mark_of
from textmining.publishing.map.points import QuestionMap

__all__ = ["picture_png", "picture_svg"]

WIDTH, HEIGHT = 1920, 1080
_LEFT, _TOP, _RIGHT, _BOTTOM = 70.0, 190.0, 1850.0, 1000.0
_LINE = 38.0
_LETTER = 14.5
"""Mean width of a letter of 28 pixels in bold; a little more than it is, so that names never touch."""
_MOST_NAMES = 16
_STRETCH = 1.5
_FONT = "Liberation Sans, Arial, sans-serif"


def picture_png(found: QuestionMap, title: str, notes: str) -> bytes:
    """A map as a PNG of 1920 by 1080.

    Parameters
    ----------
    found : QuestionMap
        No text of answers gets into the picture, whichever of the two maps it is.
    title : str
        Of the study.
    notes : str
        What must be said under it: the edition, and that it is a concept or synthetic.
    """
    import vl_convert

    # The font lies in the library: the picture is the same wherever it is made.
    png: bytes = vl_convert.svg_to_png(picture_svg(found, title, notes), scale=1.0)
    return png


def picture_svg(found: QuestionMap, title: str, notes: str) -> str:
    """The same as SVG."""
    places = _scaled(found)
    parts: list[str] = []
    for number in sorted(range(len(found.themes)), key=lambda n: not found.themes[n].other):  # other: below
        colour, shape = (OTHER_COLOUR, "circle") if found.themes[number].other else mark_of(number)
        outline = "".join(f"M{x:.1f} {y:.1f}{OUTLINES[shape]}" for x, y in places[number])
        parts.append(f'<path d="{outline}" fill="{colour}" fill-opacity="{0.5 if colour == OTHER_COLOUR else 0.75}"/>')
    head = f'<text x="70" y="82" font-size="44" font-weight="bold" fill="#1c2429">{escape(_short(title, 75))}</text>'
    question = textwrap.wrap(found.question, 80)[:2]
    lines = "".join(
        f'<text x="70" y="{126 + 34 * row}" font-size="28" fill="#56616a">{escape(line)}</text>'
        for row, line in enumerate(question)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="{_FONT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f"{head}{lines}{''.join(parts)}{_names(found, places)}"
        f'<text x="70" y="1052" font-size="22" fill="#56616a">{escape(_note(found, notes))}</text></svg>'
    )


def _scaled(found: QuestionMap) -> list[list[tuple[float, float]]]:
    """Places in pixels by theme, in the middle of the frame; a little wider than they are, as slides are wide."""
    points = found.points
    x, y = points["x"].to_numpy(dtype=float), points["y"].to_numpy(dtype=float)
    wide, high = max(float(x.max() - x.min()), 1e-9), max(float(y.max() - y.min()), 1e-9)
    scale = min((_RIGHT - _LEFT) / wide, (_BOTTOM - _TOP) / high)
    broad = min((_RIGHT - _LEFT) / wide, scale * _STRETCH)
    across = (_LEFT + _RIGHT - wide * broad) / 2 + (x - x.min()) * broad
    down = (_TOP + _BOTTOM + high * scale) / 2 - (y - y.min()) * scale
    places: list[list[tuple[float, float]]] = [[] for _ in found.themes]
    for theme, left, top in zip(points["theme"], across, down, strict=True):
        places[int(theme)].append((float(left), float(top)))
    return places


def _names(found: QuestionMap, places: list[list[tuple[float, float]]]) -> str:
    themes = [n for n, theme in enumerate(found.themes) if not theme.other and places[n]]
    texts = [_short(found.themes[n].label, 34) for n in themes]
    wanted = [(*_middle(places[n]), _LETTER * len(text) + 24) for n, text in zip(themes, texts, strict=True)]
    frame = (_LEFT - 40, _TOP - 10, _RIGHT + 40, _BOTTOM + 10)
    free = free_places(wanted, _LINE, frame, most=_MOST_NAMES)
    style = 'font-size="28" font-weight="bold" text-anchor="middle" paint-order="stroke" stroke="#fff" stroke-width="7"'
    return "".join(
        f'<text x="{place[0]:.1f}" y="{place[1] + 10:.1f}" fill="#1c2429" {style}>{escape(text)}</text>'
        for place, text in zip(free, texts, strict=True)
        if place
    )


def _middle(places: list[tuple[float, float]]) -> tuple[float, float]:
    xs, ys = sorted(x for x, _ in places), sorted(y for _, y in places)
    return xs[len(xs) // 2], ys[len(ys) // 2]


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _note(found: QuestionMap, notes: str) -> str:
    names = sum(not theme.other for theme in found.themes)
    return f"{names} {'thema' if names == 1 else 'thema’s'}; wat dicht bij elkaar ligt, lijkt op elkaar. {notes}"
