"""HTML and office mark-up that a web form or a paste leaves in an answer."""

from __future__ import annotations

import re

from textmining.cleaning.redaction.mentions import PLACEHOLDER

__all__ = ["without_markup"]

_BLOCKS = "address article blockquote body br center dd div dl dt fieldset footer h1 h2 h3 h4 h5 h6 header hr html main"
_BLOCKS += " nav ol p pre section table tbody tfoot thead tr ul"
_CELLS = "caption img td th"
_INLINE = "a abbr acronym b big bdo cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup"
_INLINE += " tt u var wbr meta head"
_HIDDEN = "script style xml"
"""What stands between these is not for readers."""

_REPLACED = (
    dict.fromkeys(_BLOCKS.split(), "\n")
    | dict.fromkeys(_CELLS.split(), " ")
    | dict.fromkeys((_INLINE + " " + _HIDDEN).split(), "")
    | {"li": "\n- "}
)
_TAG = re.compile(
    rf"""<(?P<close>/?)(?P<name>{"|".join(sorted(_REPLACED, key=len, reverse=True))}|(?:o|w|v|m|st1):[a-z]{{1,20}})
    (?>\s+[a-z][\w:-]*+(?>\s*=\s*(?>"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)))*+\s*/?>""",
    re.IGNORECASE | re.VERBOSE,
)
"""A tag that is one: "<b>" and '<p class="x">', not "<naam>", "a <b en c>" or "<3"."""

_PARTS = re.compile(r"[<>]|[^<>]+")
_HIDING = re.compile(rf"<(/?)({'|'.join(_HIDDEN.split())})\b[^<>]*>", re.IGNORECASE)
_STYLES = re.compile(
    r"(?<![\w.#@:\]-])[.@#]?[a-z][\w.#:-]{0,60}+(?>\s*,\s*[.@#]?[a-z][\w.#:-]{0,60}+){0,30}\s*"
    r"\{(?=[^{}]*[\w-]\s*:)[^{}]*\}",
    re.IGNORECASE,
)
"""A style rule, as ``p.MsoNormal {margin:0cm}``."""

_NOTES = re.compile(r"/\*[^*\n]{0,80}\*/")


def without_markup(text: str) -> str:
    """The text without tags, comments, scripts and style rules; a tag of a block becomes a line break.

    Only names of real tags count, so that "<naam>", "a < b" and "<3" stay. One pass leaves no tag, also where
    taking one away would make another. What holds a placeholder ("[persoon]") stays, since it was no mark-up before.
    """
    if "<" in text:
        text = _without_tags(_without_hidden(_without_comments(text)))
    return _STYLES.sub(_blank, _NOTES.sub(_blank, text)) if "{" in text else text


def _blank(found: re.Match[str]) -> str:
    return found[0] if PLACEHOLDER.search(found[0]) else " "


def _without_comments(text: str) -> str:
    kept: list[str] = []
    start = 0
    while (opens := text.find("<!--", start)) >= 0 and (closes := text.find("-->", opens)) >= 0:
        kept.append(text[start:opens])
        start = closes + 3
    return " ".join([*kept, text[start:]])


def _without_hidden(text: str) -> str:
    """Without what stands between ``<style>`` and ``</style>`` and the like; an opening that never closes stays."""
    marks = list(_HIDING.finditer(text))
    last = {mark[2].lower(): mark.start() for mark in marks if mark[1]}
    kept: list[str] = []
    start, until = 0, ""
    for mark in marks:
        name = mark[2].lower()
        if until:
            if mark[1] and name == until:
                start, until = mark.end(), ""
        elif not mark[1] and last.get(name, -1) > mark.start():
            kept.append(text[start : mark.start()])
            until = name
    return " ".join([*kept, text[start:]])


def _without_tags(text: str) -> str:
    out: list[str] = []
    opened: list[int] = []  # where in ``out`` each "<" is that may still open a tag
    for part in _PARTS.findall(text):
        out.append(part)
        if part == "<":
            opened.append(len(out) - 1)
        elif part == ">" and opened:
            start = opened[-1]
            tag = _TAG.fullmatch("".join(out[start:]))
            if tag is None or PLACEHOLDER.search(tag[0]):
                opened.clear()  # no tag has a ">" inside
            else:
                del out[start:]
                opened.pop()
                replaced = _REPLACED.get(tag["name"].lower(), "")
                out.append("\n" if tag["close"] and replaced == "\n- " else replaced)
    return "".join(out)
