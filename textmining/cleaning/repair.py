"""Repair of answers as files deliver them: broken encoding, stray control characters, wild white space."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

__all__ = ["repair"]

_PLAIN = re.compile(r"[ !-%'-~]*")
"""Text that nothing is wrong with: printable ASCII without the ampersand, which may begin an HTML entity."""

_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
_JOINER = "\u200d"
"""Holds the parts of one emoji together, so it stays where other invisible characters go."""

_MOST_ROUNDS = 8


def repair(text: str) -> str:
    """An answer with its encoding, control characters and white space put right; curly quotes and emoji stay.

    Lines stay apart (one line break each), all other white space becomes single spaces, and nothing surrounds the text.
    Repairing twice changes nothing.

    Notes
    -----
    The encoding is repaired by ftfy (Speer 2019). One pass of it may uncover a second layer of damage, so passes are
    made until nothing changes.
    """
    if _PLAIN.fullmatch(text):
        return _SPACES.sub(" ", text).strip()
    for _ in range(_MOST_ROUNDS):
        before, text = text, _once(text)
        if text == before:
            break
    return text


def _once(text: str) -> str:
    from ftfy import fix_text

    fixed = fix_text(text, _config())
    visible = "".join(c if c == "\n" else " " if c.isspace() else c for c in fixed if _stays(c))
    return _LINES.sub("\n", _SPACES.sub(" ", visible)).strip()


def _stays(character: str) -> bool:
    """Whether a character is one to see: no control, format, surrogate or unassigned code, white space apart."""
    if character.isascii():
        return character >= " " or character.isspace()
    return (
        character == _JOINER or character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn")
    )


@cache
def _config() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(uncurl_quotes=False, explain=False)
