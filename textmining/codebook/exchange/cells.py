"""Text as a cell of Excel or a line of CSV can hold it, so that what comes back unedited is known to be unedited."""

from __future__ import annotations

import re

__all__ = ["MAX_CELL", "as_cell", "no_formula"]

MAX_CELL = 32_767
"""UTF-16 units that a cell of Excel holds; an emoji is two."""

_UNKNOWN_TO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_ESCAPE = re.compile(r"_x(?=[0-9A-Fa-f]{4})")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def as_cell(text: str) -> str:
    """Text that Excel and every library that reads its files give back as it is.

    Line ends become one kind; half characters a question mark and control characters U+FFFD; "_x0041_", which Excel
    takes for a coded character, and "<r>" at the begin, which XlsxWriter takes for markup, are broken; spaces around it
    go; what is longer than a cell is cut, with "…" for the rest. Applied twice, it changes nothing more.
    """
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    text = _ESCAPE.sub("_ x", _UNKNOWN_TO_XML.sub("\ufffd", text)).strip()
    text = f"‹r>{text[3:]}" if text.startswith("<r>") else text
    return text if _units(text) <= MAX_CELL else f"{_cut(text, MAX_CELL - 1).rstrip()}…"


def no_formula(text: str) -> str:
    """Text that a spreadsheet that opens a CSV takes for text: a formula gets an apostrophe before it."""
    return f"'{text}" if _FORMULA.match(text) else text


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _cut(text: str, units: int) -> str:
    if len(text) == _units(text):
        return text[:units]
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
