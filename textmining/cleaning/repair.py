"""Repair of answers as files deliver them: broken encoding, mark-up, stray characters, wild white space, shouting."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from textmining.cleaning.emphasis import calm
from textmining.cleaning.markup import without_markup
from textmining.cleaning.redaction.mentions import PLACEHOLDER

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

__all__ = ["repair"]

_PLAIN = re.compile(r"[ !-%'-;=?-z|}~]*")
"""Text whose characters nothing is wrong with: printable ASCII without what begins an HTML entity, tag or style."""

_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
_AMPERSANDS = re.compile(r"&(?:(?:amp|#0{0,4}38|#x0{0,4}26);)+", re.IGNORECASE)
_RETURNS = re.compile(r"_x000[AD]_", re.IGNORECASE)
"""A line break as some writers of .xlsx leave it."""

_INLINE_BULLET = re.compile(r"(?<=\s)[•▪◦‣●○■►➢➤\uf0b7\uf0a7\uf0d8](?=\s+\S)\s*")
_BULLET = re.compile(
    r"^(?:[•·▪◦‣●○■►➢➤✓✔♦◆❖□*–—→\uf0b7\uf0a7\uf0d8-]\s+|[•▪‣●■►➢➤\uf0b7\uf0a7\uf0d8–—-](?=[^\W\d_]))(?=\S)",
    re.MULTILINE,
)
_ROUND_BULLET = re.compile(r"^o (?=\S)", re.MULTILINE)
"""What a hollow bullet of Word becomes."""

_HYPHENS = "\u2010\u2011\u2212"
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
"""Letters and marks that are not to be seen, though their category does not say so."""

_SELECTORS = re.compile(r"(?<=[A-Za-z\u00c0-\u024f])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
"""Say how an emoji looks, and nothing after a letter."""

_JOINERS = re.compile(r"\u200d+")
_FLAG = re.compile(r"\U0001f3f4[\U000e0020-\U000e007e]{1,7}\U000e007f")
_MARKUP = re.compile(r"[<>&;{}]")
_MOST_ROUNDS = 8


def repair(text: str) -> str:
    """An answer with its encoding, mark-up, bullets, white space and shouting put right; quotes and emoji stay.

    Lines stay apart (one line break each), all other white space becomes single spaces, and nothing surrounds the
    text. Every bullet is "- " at the start of a line; other hyphens become "-", digits of any script
    0 to 9, and the letters of mathematics plain ones. Repairing twice changes nothing.

    Notes
    -----
    A text with placeholders ("[persoon]") was repaired before it was redacted, and is as it should be: to judge its
    encoding again, without what is gone, might have another outcome, so that is not done.
    The encoding is repaired by ftfy (Speer 2019). One pass of it may uncover a second layer of damage, so passes are
    made until nothing changes. Where mark-up is nested deeper than answers have it, its signs go first.
    """
    for rest in (text, None):
        text = _MARKUP.sub(" ", text) if rest is None else text
        for _ in range(_MOST_ROUNDS):
            before, text = text, _once(text)
            if text == before:
                return text
    return text


def _once(text: str) -> str:
    if not _PLAIN.fullmatch(text):
        from ftfy import fix_text
        from ftfy.fixes import unescape_html

        # ftfy takes one layer of entities per round; "&amp;amp;amp;" has to be one layer, or time is quadratic
        fixed = unescape_html(_AMPERSANDS.sub("&", fix_text(text, _config(encoding=PLACEHOLDER.search(text) is None))))
        text = without_markup(_RETURNS.sub("\n", _visible(fixed)))
    return calm(_tidy(text))


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    flags = {i for m in _FLAG.finditer(text) for i in range(*m.span())}
    shown = "".join(
        c if " " <= c <= "~" or c == "\n" else _plain(c)
        for i, c in enumerate(text.replace("\r\n", "\n"))
        if _stays(c) or i in flags
    )
    return _JOINERS.sub(_joiner, _SELECTORS.sub("", shown))


def _plain(character: str) -> str:
    """A character as a keyboard has it: line break, blank, hyphen, digit, letter; any other is itself."""
    if character.isspace():
        return "\n" if character in "\r\x0b\x0c\x85\u2028\u2029" else " "
    if character in _HYPHENS:
        return "-"
    if "\U0001d400" <= character <= "\U0001d7ff":
        return unicodedata.normalize("NFKC", character)
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _stays(character: str) -> bool:
    """Whether a character is one to see: no control, format, surrogate or unassigned code, white space apart."""
    if character.isascii():
        return character >= " " or character.isspace()
    if character in _UNSEEN:
        return False
    return (
        character == "\u200d" or character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn")
    )


def _joiner(found: re.Match[str]) -> str:
    """One joiner where it holds the parts of an emoji together, none where it hides in a word.

    One beside a bracket stays, since there may have been a letter, which is redacted.
    """
    before, after = found.string[max(0, found.start() - 1) : found.start()], found.string[found.end() : found.end() + 1]
    joins = (before > "\u024f" or before == "]") and (after > "\u024f" or after == "[")
    return "\u200d" if joins and not (before + after).isspace() else ""


def _tidy(text: str) -> str:
    text = _LINES.sub("\n", _SPACES.sub(" ", text)).strip()
    text = _BULLET.sub("- ", _INLINE_BULLET.sub("\n- ", text))
    if len(_ROUND_BULLET.findall(text)) > 1:
        text = _ROUND_BULLET.sub("- ", text)
    return _LINES.sub("\n", text).strip()


@cache
def _config(*, encoding: bool) -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(uncurl_quotes=False, unescape_html=False, explain=False, fix_encoding=encoding)
