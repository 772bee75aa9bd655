"""Numbers and names as Dutch readers write them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

__all__ = ["capital", "decimal", "file_names", "interval", "percent", "points", "slug", "whole"]

MINUS = "−"


def _rounded(value: float, digits: int) -> Decimal:
    # repr first: 0.285 * 100 is 28.499999999999996, and half a per cent is rounded up on paper
    return Decimal(repr(round(float(value), 10))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def decimal(value: float, digits: int = 1) -> str:
    """A number with a decimal comma and dots between thousands.

    >>> decimal(1234.56), decimal(-0.5), decimal(-0.01)
    ('1.234,6', '−0,5', '0,0')
    """
    rounded = _rounded(value, digits)
    text = f"{abs(rounded):,.{digits}f}".translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if rounded < 0 else text


def whole(value: float) -> str:
    """A whole number.

    >>> whole(6133)
    '6.133'
    """
    return decimal(value, 0)


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage; never 0% or 100% for what is a little more or less.

    >>> percent(0.314), percent(0.285), percent(0.001), percent(0.999), percent(0.0)
    ('31%', '29%', '<1%', '>99%', '0%')
    """
    if digits == 0 and 0 < share < 0.005:
        return "<1%"
    if digits == 0 and 0.995 <= share < 1:
        return ">99%"
    return f"{decimal(share * 100, digits)}%"


def points(difference: float) -> str:
    """A difference of shares in percentage points.

    >>> points(0.131), points(-0.02)
    ('13', '−2')
    """
    return decimal(difference * 100, 0)


def interval(low: float, high: float, *, of_points: bool = False) -> str:
    """An interval of shares, or of differences in percentage points.

    >>> interval(0.28, 0.34), interval(-0.02, 0.08, of_points=True)
    ('28% tot 34%', '[−2; 8]')
    """
    if math.isnan(low) or math.isnan(high):
        return "onbekend"
    return f"[{points(low)}; {points(high)}]" if of_points else f"{percent(low)} tot {percent(high)}"


def capital(text: str) -> str:
    """A text that starts a sentence or a heading.

    >>> capital("koplopers")
    'Koplopers'
    """
    return text[:1].upper() + text[1:]


def slug(text: str) -> str:
    """A name that is safe in any file system and address: a-z, 0-9 and dashes, at most 60 characters.

    >>> slug("Créatieve industrie & ict"), slug("../x"), slug("?")
    ('creatieve-industrie-ict', 'x', 'x')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "x"


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """A file name without extension for each id; ids that look alike get a number, whatever the order they come in.

    >>> file_names(["b", "A!", "a"])
    {'A!': 'a', 'a': 'a-2', 'b': 'b'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for part in sorted(set(ids)):
        name, number = slug(part), 1
        while name in taken:
            number += 1
            name = f"{slug(part)}-{number}"
        taken.add(name)
        names[part] = name
    return names
