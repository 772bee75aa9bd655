"""Numbers that name a person: telephone, IBAN, BSN, and numbers of students and staff.

Checks are python-stdnum's. ``phonenumbers`` is not used: it takes a number that is not given out (06-7..., or one with
a digit too few) for none, and whoever wrote that down meant a number all the same.
"""

from __future__ import annotations

import re

from textmining.cleaning.redaction.mentions import Mention

__all__ = ["accounts", "citizen_numbers", "phones", "registrations"]

_SEP = r"[ .\-–/()]{0,3}"
_BROKEN = r"[ \n.\-–/()]{0,3}"
_BEFORE = r"(?:(?<![\w+])|(?<=[^\W\d_]{3})|(?<=_))"
"""No number before, nor a letter or two, which make a code of it; but "tel0612345678" and "mijn06-12345678"."""

# --- telephone ------------------------------------------------------------------------------------------------------

_PHONE = re.compile(
    # +31 6 12345678, 0031 (0)6-12345678
    rf"{_BEFORE}(?:\+ ?|00 ?|\(\+){_SEP}31{_SEP}(?:\(?0\)?)?(?:{_BROKEN}[0-9]){{9}}(?![0-9])"
    # +32 475 12 34 56, 0049 151 23456789
    rf"|(?<![\w+])(?:\+|00|\(\+){_SEP}[1-9](?:{_SEP}[0-9]){{7,14}}(?![0-9])"
    # 06 in any grouping, also with a letter o, and with a digit too few or too many
    rf"|(?<![\w+])\(?[oO]{_SEP}6(?:{_SEP}[0-9]){{8}}(?![0-9])|{_BEFORE}\(?0{_SEP}6(?:{_BROKEN}[0-9]){{8}}(?![0-9])"
    rf"|{_BEFORE}\(?0?6\)?(?:[ -]|[ ]?[-–/.][ ]?)[0-9]{{6,9}}(?![0-9])"
    # an area code of three or four digits, and six or seven more
    rf"|{_BEFORE}\(?0[1-9][0-9]\)?(?:{_SEP}[0-9]){{7}}(?![0-9])"
    rf"|{_BEFORE}\(?0[1-9][0-9]{{2}}\)?(?:{_SEP}[0-9]){{6}}(?![0-9])"
)
_CALL = (
    r"\b(?:tel(?:efoon|efonisch)?(?:nummer|nr)?|telnr|mobiel(?:e)?(?:tje)?|gsm|(?:op)?bel(?:len|t)?|app(?:en|je)?|whats-?app(?:en)?|"
    r"sms(?:en)?|bereikbaar|doorkies\w*|phone|call|mobile|handy|fax|06-?nummer|t|m)\b"
)
_CALLED = re.compile(rf"{_CALL}[^0-9\n]{{0,25}}?(?<![\w.,-])([+(]?[0-9](?:{_SEP}[0-9]){{6,14}})(?![0-9])", re.I)
_SERVICE = re.compile(rf"{_CALL}[^0-9\n]{{0,25}}?(?<![\w.,-])(0[89]00{_SEP}[0-9]{{4}})(?![0-9])", re.I)
_EXTENSION = re.compile(
    r"\b(?:toestel(?:nummer|nr)?|doorkies(?:nummer)?|intern(?:e)? nummer|ext\.?)\b[ .:]{0,3}([0-9]{3,5})(?![0-9])", re.I
)
_TIME = r"(?:[01]?[0-9]|2[0-4])[.:][0-5][0-9]"
_NO_PHONE = re.compile(
    rf"[0-3]?[0-9]([-/.])(?:0?[1-9]|1[0-2])\1(?:19|20)[0-9]{{2}} .*|{_TIME} ?[-–] ?{_TIME}(?![0-9.]).*|"
    r"(?:19|20)[0-9]{2}[-/ .](?:19|20)[0-9]{2}.*|[0-9]{1,3}(?:\.000)+"
)
"""A date, times and school years, which have as many digits as a number that someone is to be called on."""


def phones(text: str) -> list[Mention]:
    """Telephone numbers: Dutch in all ways of typing, foreign with + or 00, others where calling is spoken of.

    >>> phones("bel 06-12 34 56 78 of +32 475 123456")
    [Mention(start=4, end=18, kind='telefoon'), Mention(start=22, end=36, kind='telefoon')]
    """
    spans = {match.span() for match in _PHONE.finditer(text)}
    spans |= {m.span(1) for p in (_CALLED, _SERVICE, _EXTENSION) for m in p.finditer(text)}
    found = []
    for start, end in sorted(spans):
        if not _NO_PHONE.fullmatch(text, start, end):
            within_brackets = text[start] == "(" and ")" not in text[start:end]
            found.append(Mention(start + within_brackets, end, "telefoon"))
    return found


# --- IBAN -----------------------------------------------------------------------------------------------------------

_DUTCH_IBAN = re.compile(
    r"(?<![0-9])NL[ .-]{0,2}[0-9Oo]{2}[ .-]{0,2}(?:[A-Z][ .-]?){4}[ .-]?(?:[0-9][ .-]{0,2}){9}[0-9](?![0-9])", re.I
)
_IBAN = re.compile(
    r"(?:(?<![^\W_])|(?<=iban)|(?<=nummer)|(?<=rekening))[A-Z]{2}[ ]?[0-9]{2}(?:[ .-]?[A-Z0-9]){11,30}", re.I
)
_ACCOUNT = re.compile(
    r"\b(?:(?:bank|giro|spaar)?rekening(?:\s?(?:nummer|nr))?|rek\.? ?(?:nummer|nr)|gironummer|iban)\b[.:]{0,2}"
    r"(?:\s(?:is|was|nummer|nr))?[\s.:]{0,3}([A-Z]{0,2}[0-9](?:[ .-]?[0-9]){5,16})(?!\w)",
    re.I,
)
_SHORTEST, _LONGEST = 15, 34


def accounts(text: str) -> list[Mention]:
    """IBANs of any country that pass their check, Dutch ones also with a typing error, and what is called an account.

    >>> accounts("nl91 abna 0417 1643 00 graag")
    [Mention(start=0, end=22, kind='iban')]
    """
    found = [match.span() for match in _DUTCH_IBAN.finditer(text)]
    found += [match.span(1) for match in _ACCOUNT.finditer(text)]
    for match in _IBAN.finditer(text):
        end = _valid_iban(text, match)
        if end:
            found.append((match.start(), end))
    return [Mention(*span, "iban") for span in sorted(set(found))]


def _valid_iban(text: str, match: re.Match[str]) -> int | None:
    """Where a valid IBAN ends that begins at a candidate; the candidate may run on into the words after it."""
    from stdnum import iban

    places = [place for place in range(*match.span()) if text[place] not in " .-"][:_LONGEST]
    compact = "".join(text[place] for place in places).upper()
    for length in range(len(compact), _SHORTEST - 1, -1):
        if iban.is_valid(compact[:length], check_country=False):
            return places[length - 1] + 1
    return None


# --- BSN ------------------------------------------------------------------------------------------------------------

_NINE = re.compile(r"(?<![\w+])(?<![0-9]\.)[0-9]{8,9}(?!\w|\.[0-9])")
_GROUPED = re.compile(r"(?<![\w+])(?<![0-9][.-])[0-9]{2,6}(?:[ .-][0-9]{2,6}){1,3}(?!\w|[ .-][0-9])")
_SAID_BSN = re.compile(
    r"\b(?:bsn(?:-?nummer|-?nr)?|burger\s?service\s?(?:nummer|nr)?|sofi(?:-?nummer|-?nr)?)(?![a-z])"
    r"[^0-9\n]{0,20}?([0-9](?:[ .-]{0,2}[0-9]){7,8})(?![0-9])",
    re.I,
)
_OTHER_NUMBER = re.compile(
    r"(?:order|bestel|factuur|artikel|serie|ticket|product|dossier|kamer|isbn|issn|kvk|crebo|btw|doi|versie|licentie)"
    r"[\w-]*(?:\s?(?:nummer|nr))?[\s.:#]{0,3}(?:is\s|was\s)?\Z",
    re.I,
)
_DAY = re.compile(r"(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]|[0-3][0-9][01][0-9](?:19|20)[0-9]{2}")


def citizen_numbers(text: str) -> list[Mention]:
    """BSNs: eight or nine digits that pass the elfproef, and what is called a BSN, whether it passes or not.

    One in eleven other numbers passes by chance and goes as well, unless the word before it says what it is (an order
    number, an ISBN) or its eight digits are a date. Eight digits in groups are mostly school years ("2018 2019") and
    need the word.

    >>> citizen_numbers("111222333 of 1112.22.333, niet 111222334")
    [Mention(start=0, end=9, kind='bsn'), Mention(start=13, end=24, kind='bsn')]
    """
    from stdnum.nl import bsn

    found = [match.span(1) for match in _SAID_BSN.finditer(text)]
    for pattern in (_NINE, _GROUPED):
        for match in pattern.finditer(text):
            digits = re.sub(r"[^0-9]", "", match.group())
            nine = len(digits) == 9 or (pattern is _NINE and not _DAY.fullmatch(digits))
            if len(digits) <= 9 and nine and bsn.is_valid(digits):
                found.append(match.span())
    return [
        Mention(*span, "bsn")
        for span in sorted(set(found))
        if not _OTHER_NUMBER.search(text, max(0, span[0] - 40), span[0])
    ]


# --- numbers of students and staff ----------------------------------------------------------------------------------

_WHO = (
    r"student(?:en)?|stud|st|badge|(?:college|studenten)?kaart|big|agb|medew|mdw|leerling(?:en)?|lln|deelnemer(?:s)?|personeel(?:s)?|pers|medewerker(?:s)?|werknemer(?:s)?|docent(?:en)?|"
    r"stam|registratie|relatie|inlog|gebruikers?|login|user|employee|staff|onderwijs|pgn|matrikel|cursist(?:en)?|collega|"
    r"(?:school|personeels|studenten)?pas"
)
_NUMBER = r"(?:\b|(?<=[^\W\d_])(?=[0-9]))(?:[A-Z]{1,4}[-.]?)?[0-9](?:[. -]?[0-9]){2,11}[A-Z]?"
_ONE_NUMBER = re.compile(_NUMBER, re.IGNORECASE)
_LABELLED = re.compile(
    rf"\b(?:{_WHO})[. ]?[- ]?(?:nummers?|nrs?|no|num|codes?|id|number)(?![^\W\d_])[.:#=]{{0,2}}"
    rf"(?:\s?\([^()\d]{{0,20}}\))?(?:\s(?:is|was|van\s\w+\sis|=|:|luidt|zijn))?[\s:#=(]{{0,3}}({_NUMBER}(?:(?:,\s?|\s?/\s?|\s(?:en|of|&)\s){_NUMBER})*)(?!\w)",
    re.I,
)
_ID = r"[A-Z]{0,3}[0-9]{5,10}"
_ID_LABELLED = re.compile(
    rf"\b(?:{_WHO})[.,]?[ ]?#?[ ]?\(?({_ID}(?:(?:,\s?|\s?/\s?|\s(?:en|of|&)\s){_ID})*)(?!\w)", re.I
)
_ANY_NUMBER = re.compile(r"\b(?:nummer|nr\.?)\s?([0-9]{6,9}|[0-9]{2,4} [0-9]{3,5})(?!\w|[ .,][0-9])", re.IGNORECASE)
_LETTERED = re.compile(
    r"(?<![\w@./-])(?:(?:[spmdu]|st|ps|ll|doc|emp|stu)-?[0-9]{5,9}|[a-z][0-9]{6,8})(?![\w@]|[.,-][0-9])", re.I
)


def registrations(text: str) -> list[Mention]:
    """Numbers of students and staff: after a word that says so or a bare "nummer", or a letter and five digits or more.

    >>> registrations("studentnummer 1234567, ook s7654321")
    [Mention(start=14, end=21, kind='nummer'), Mention(start=27, end=35, kind='nummer')]
    """
    spans = []
    for match in (*_ID_LABELLED.finditer(text), *_LABELLED.finditer(text)):
        spans += [number.span() for number in _ONE_NUMBER.finditer(text, *match.span(1))]
    spans += [match.span() for match in _LETTERED.finditer(text)]
    for match in _ANY_NUMBER.finditer(text):
        if not _OTHER_NUMBER.search(text, max(0, match.start() - 40), match.start()):
            spans.append(match.span(1))
    return [Mention(*span, "nummer") for span in sorted(set(spans))]
