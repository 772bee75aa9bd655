"""Ways of typing loudly: answers in capitals, rows of exclamation marks, words that are stretched."""

from __future__ import annotations

import re
from itertools import product

from textmining.cleaning.words import words

__all__ = ["calm", "shouts"]

_ABBREVIATIONS = words(
    """3D AI AOC AR ATO AVG AVO BBL BHV BOL BPV BYOD CAD CD CMS CNC CRM CV DLO DVD EHBO ELO ERP ESF EU EVC FTE GGZ GPS
    GPT H5P HAVO HBO HR HRM IB IBAN IBS ICT IOT IT KBB KD KPI LCD LLO LMS LOB LTI MBO MS MT NL NT2 OCW OER
    ODIN OV P2P PBL PC PDF PO POK PR PTA QR RIV ROC RT SBB SBL SLB SLC SPSS SSO TV UWV USB VAVO VK VMBO VO
    VOIP VPN VR VWO VSO WO XR ZZP"""
)
"""Stay as they are in an answer that is all capitals."""

_WORD = re.compile(r"[^\W_]+")
_START = re.compile(r"(?:^|(?<=[.!?…])[\"'”’)\]]?\s|\n)[^\w\n]*(\w)")
_ASKED = re.compile(r"[!?]{2,}")
_DOTS = re.compile(r"\.{4,}|…[.…]+|\.+…[.…]*")
_SAME = re.compile(r"([,;:])\1+|([-_=~])\2{3,}")
_STRETCHED = re.compile(
    r"(?<![\w@./:\\\]-])(?=[^\W\d_]*([a-zà-ÿ])\1\1)[^\W\d_]{3,60}(?![\w@\[]|[./:\\-][\w\[])", re.IGNORECASE
)
"""What is glued to a bracket is part of something longer: where "[persoon]" stands a name has stood."""

_RUN = re.compile(r"([^\W\d_])\1\1+", re.IGNORECASE)
_EEE = re.compile(r"e{3,}")
_MOST_RUNS = 4
_DIAERESES = ("eë", "eëe", "eeë")
"""What "eee" stands for in "ideeen", "creeert" and "creeeren"."""


def shouts(text: str) -> bool:
    """Whether a text of two or more words has all its letters in capitals, so that a capital says nothing in it."""
    return text.isupper() and sum(len(word) > 1 and not word.isdigit() for word in _WORD.findall(text)) > 1


def calm(text: str) -> str:
    """The text in sentence case where it was all capitals, with single marks and words of their usual length.

    "!!!!!" becomes "!", "??!!" becomes "?!" and "....." becomes "...". A letter that stands three times or more in a
    row, which no Dutch word has, is written as often as the dictionary has it (simplemma's: "heeeel" is "heel",
    "leuuuk" is "leuk", "ideeen" is "ideeën"), and twice in a word that it does not have.
    """
    if shouts(text):
        text = _sentence_case(text)
    text = _DOTS.sub(lambda m: "..." if m[0][0] == "." else "…", text)
    text = _SAME.sub(
        lambda m: m[1] or m[2], _ASKED.sub(lambda m: "?!" if "?" in m[0] and "!" in m[0] else m[0][0], text)
    )
    return _STRETCHED.sub(lambda m: _shortened(m[0]), text)


def _sentence_case(text: str) -> str:
    lower = _WORD.sub(lambda m: m[0] if m[0] in _ABBREVIATIONS else m[0].lower(), text)
    return _START.sub(lambda m: m[0][:-1] + m[0][-1].upper(), lower)


def _shortened(word: str) -> str:
    """A word with its stretched letters as often as the dictionary has them."""
    runs = list(_RUN.finditer(word))
    if len(runs) > _MOST_RUNS or len(set(word.lower())) == 1 or word.isupper():  # "xxx" and "VWWWO" are no words
        return word
    from simplemma import is_known

    for spelled in _DIAERESES:
        dotted = _EEE.sub(spelled, word.lower())
        if "ë" in dotted and is_known(dotted, lang="nl"):
            return word[0] + dotted[1:]
    for lengths in product(*[_lengths(word, run) for run in runs]):
        shorter = _with_runs(word, runs, lengths)
        if is_known(shorter.lower(), lang="nl"):
            return shorter
    # three of e may be a diaeresis left out of a word that the dictionary does not have
    return _with_runs(word, runs, [3 if run[0].lower() == "eee" else 2 for run in runs])


def _lengths(word: str, run: re.Match[str]) -> tuple[int, int]:
    """How often a letter is likely to be meant, likeliest first: no Dutch word ends in two of a vowel, "ee" apart."""
    ends_open = run.end() == len(word) and run[1].lower() in "aiou"
    return (1, 2) if ends_open else (2, 1)


def _with_runs(word: str, runs: list[re.Match[str]], lengths: tuple[int, ...] | list[int]) -> str:
    parts: list[str] = []
    start = 0
    for run, length in zip(runs, lengths, strict=True):
        parts += [word[start : run.start()], run[0][:length]]
        start = run.end()
    return "".join([*parts, word[start:]])
