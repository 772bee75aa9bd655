"""How people type, and how encodings break.

Personal data stands in a text as one private-use character per piece while noise is added (see personal.py).
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from generator.texts import phrases

MARK = 0xE000
"""Code point of the first piece of personal data in a text; the next piece has the next one."""

_NEIGHBOURS = {
    "a": "sqz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "r": "et", "s": "ad", "t": "ry", "u": "yi",
    "v": "cb", "w": "qe", "y": "tu", "z": "x",
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How one person types; shares are probabilities per answer unless said otherwise."""

    wordy: float  # 0 terse, 1 talkative
    lower: str  # "none", "first" or "all": what is written without capitals
    stop: float  # ends with a full stop
    typos: float  # per answer, a second one at half of it
    abbreviates: float  # per word that can be
    slips: float  # per word that can be
    shouts: bool
    lists: bool
    opens: float
    channel: str  # "clean", "word" (curly quotes), "broken" (encoding), "html"


def style(rng: random.Random, level: int) -> Style:
    """Draw a style; koplopers (level 2) write more."""
    typist = rng.random()
    return Style(
        wordy=min(1.0, max(0.0, rng.betavariate(2.0, 2.9) + 0.16 * (level - 1))),
        lower=rng.choices(["none", "first", "all"], [0.56, 0.33, 0.11])[0],
        stop=rng.choice([0.05, 0.3, 0.9]),
        typos=0.45 if typist < 0.06 else 0.02 if typist < 0.5 else 0.10,
        abbreviates=rng.choices([0.0, 0.12, 0.5], [0.55, 0.33, 0.12])[0],
        slips=rng.choices([0.0, 0.15, 0.5], [0.5, 0.4, 0.1])[0],
        shouts=rng.random() < 0.013,
        lists=rng.random() < 0.07,
        opens=rng.choices([0.0, 0.12, 0.4], [0.5, 0.4, 0.1])[0],
        channel=rng.choices(["clean", "word", "broken", "html"], [0.83, 0.05, 0.10, 0.02])[0],
    )


def type_out(text: str, how: Style, rng: random.Random, *, dutch: bool = True) -> str:
    """A text as this person would type it."""
    if dutch:
        text = _swap(text, phrases()["abbreviations"], how.abbreviates, rng)
        text = _swap(text, phrases()["slips"], how.slips, rng)
    for chance in (how.typos, how.typos / 2):
        if rng.random() < chance * min(1.0, len(text.split()) / 4):  # the fewer words, the better they are looked at
            text = _typo(text, rng)
    if how.lower == "all":
        text = text.lower()
    elif how.lower == "first" and not re.match(r"[A-Z]{2}|[A-Z]\w*[A-Z]|ELO|AVG", text):
        text = text[0].lower() + text[1:]
    if text[-1] in ".;," and rng.random() >= how.stop:
        text = text[:-1]
    elif text[-1].isalnum() and rng.random() < how.stop * 0.7:
        text += rng.choices([".", "!", "..", "!!", "...", " ."], [30, 3, 1, 1, 2, 1])[0]
    if rng.random() < 0.05:
        text = re.sub(r", ", rng.choice([",", " , "]), text, count=1)
    if rng.random() < 0.02:
        text = text.replace(" ", "  ", 1)
    if rng.random() < 0.008:
        text += rng.choice([" 😀", " 👍", " 😅", " :-)", " ;)", " 🙈"])
    if how.shouts:
        text = text.upper()
    return text.strip()


def curly(text: str) -> str:
    """Quotes and dots as a word processor or a tablet makes them."""
    text = re.sub(r'"([^"]*)"', r"“\1”", text).replace("...", "…")
    return re.sub(r"(?<=\w)'(?=\w)|(?<=\w)'", "’", re.sub(r"(?<!\w)'(?=\w)", "‘", text))


def broken(text: str, *, twice: bool = False) -> str:
    """UTF-8 read as Windows-1252, once or twice; works character by character."""
    for _ in range(2 if twice else 1):
        text = "".join(_cp1252(byte) for byte in text.encode("utf-8"))
    return text


def html(text: str, rng: random.Random) -> str:
    """Left-overs of a web form."""
    text = text.replace("&", "&amp;").replace("\n", "<br>")
    for plain, entity in (("é", "&eacute;"), ("ë", "&euml;"), ("'", "&#39;"), ('"', "&quot;")):
        text = text.replace(plain, entity)
    if "&" in text or "<" in text:
        return text
    return rng.choice([f"<p>{text}</p>", text.replace(" ", "&nbsp;", 1), f"{text}<br>", f"{text}&nbsp;"])


# --- parts ----------------------------------------------------------------------------------------------------------


def _cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _swap(text: str, table: dict[str, list[str]], chance: float, rng: random.Random) -> str:
    if chance == 0.0:
        return text
    for whole, others in table.items():
        if whole in text.lower() and rng.random() < chance:
            other = rng.choice(others)
            pattern = re.compile(rf"(?<!\w){re.escape(whole)}(?!\w)", re.I)
            text = pattern.sub(lambda m, o=other: _as(m.group(), o), text, count=1)
    return text


def _as(old: str, new: str) -> str:
    return new[0].upper() + new[1:] if old[0].isupper() and new[0].isalpha() else new


def _typo(text: str, rng: random.Random) -> str:
    """One typing error, in a word of four letters or more that is not its first letter."""
    words = list(re.finditer(r"[A-Za-zé]{4,}", text))
    if not words:
        return text
    word = rng.choice(words)
    i = rng.randrange(word.start() + 1, word.end())
    letter = text[i]
    kind = rng.random()
    if kind < 0.28:
        return text[:i] + text[i + 1 :]
    if kind < 0.48:
        return text[:i] + letter + text[i:]
    if kind < 0.70 and letter.lower() in _NEIGHBOURS:
        return text[:i] + rng.choice(_NEIGHBOURS[letter.lower()]) + text[i + 1 :]
    if kind < 0.90 and i + 1 < word.end():
        return text[:i] + text[i + 1] + letter + text[i + 2 :]
    space = text.find(" ", word.end())
    return text[:space] + text[space + 1 :] if space > 0 else text[:i] + text[i + 1 :]
