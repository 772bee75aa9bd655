"""Personal data that is known by its shape: e-mail and web addresses, addresses, licence plates, dates of birth.

Every recogniser takes a text and gives the stretches it finds; what overlaps is settled in ``redact``. All are linear
in the length of a text. presidio-analyzer 2.2.366 and deduce 3.0.6 are not used: of 11 e-mail addresses as people type
them they found 7 and 4, of 11 postcodes with house number 0 and 4, of 8 IBANs 6 and 0, of 6 Dutch plates none, and
presidio's e-mail recogniser tries to fetch a list of domains from the network.
"""

from __future__ import annotations

import re

from textmining.cleaning.redaction.mentions import Mention
from textmining.cleaning.words import words

__all__ = ["births", "emails", "plates", "postcodes", "urls"]

# --- e-mail ---------------------------------------------------------------------------------------------------------

_TLD = (
    "academy|amsterdam|app|be|biz|blog|cloud|club|co|com|coop|de|dev|edu|education|es|eu|example|fr|frl|gov|info|invalid|io|"
    "it|link|local|me|mobi|net|nl|nu|online|org|page|school|shop|site|test|tv|uk|wiki|world"
)
_AT = re.compile(
    r"\s{0,2}@\s{0,2}|\s?[(\[{]\s?(?:at|@|apen?staart(?:je)?)\s?[)\]}]\s?|\s(?:at|apen?staart(?:je)?)\s", re.I
)
_DOT = r"(?:\s{0,2}(?:[.,]|[(\[{](?i:dot|punt)[)\]}]|\b(?i:dot|punt)\b)\s{0,2})"
_LOCAL = re.compile(
    r"(?:[\w+%-]{1,40}\s(?:punt|dot|underscore|streepje)\s){1,3}[\w+%-]{1,40}\Z|(?:\b[^\W\d_]\.\s)?[\w.+%'’-]{1,64}\Z",
    re.I,
)
_LABEL = r"[^\W_][\w-]{0,62}"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL}){{1,8}}")
_LOOSE_DOMAIN = re.compile(rf"{_LABEL}(?:{_DOT}{_LABEL}){{0,4}}?{_DOT}(?:{_TLD}|{_TLD.upper()})\b")
_ONE_LABEL = re.compile(_LABEL)
_MAIL = re.compile(r"mail|adres|bereik|contact", re.I)


def emails(text: str) -> list[Mention]:
    """E-mail addresses, also with blanks ("jan @ school.nl"), spelled out ("jan at school punt nl") or half an address.

    >>> emails("mail jan.vos at school punt nl")
    [Mention(start=5, end=30, kind='e-mail')]
    """
    found = []
    for at in _AT.finditer(text):
        local = _LOCAL.search(text, max(0, at.start() - 80), at.start())
        if local is None:
            continue
        end = _end_of_domain(text, local.group(), at)
        if end:
            start = local.start() + len(local.group()) - len(local.group().lstrip(".'’-%"))
            found.append(Mention(start, end, "e-mail"))
    return found


def _end_of_domain(text: str, local: str, at: re.Match[str]) -> int | None:
    sign, start = at.group(), at.end()
    exact = _DOMAIN.match(text, start)
    loose = _LOOSE_DOMAIN.match(text, start, start + 200)
    if "@" in sign:
        # half an address; N@Tschool is a product
        best = exact or loose or (_ONE_LABEL.match(text, start) if sign == "@" and len(local) > 1 else None)
        return best.end() if best else None
    if loose is None:
        return None
    # "I work at school.nl": with a bare word and a real dot, only what is said to be an address is one
    said = (
        exact is None
        or sign.strip().lower() != "at"
        or re.search(r"[._0-9]", local)
        or _MAIL.search(text, max(0, at.start() - 60), at.start())
    )
    return (exact or loose).end() if said else None


# --- web addresses --------------------------------------------------------------------------------------------------

_REST = r"[^\s\[\]<>\"“”]"
_URL = re.compile(
    rf"\b(?:https?|ftps?)\s?[:;]\s?[/\\]{{1,2}}\s?{_REST}+|(?<![\w@.-])www\s?[.,]\s?{_REST}+"
    rf"|(?<![\w@.-])(?:[^\W_][\w-]{{0,62}}\.)+(?:{_TLD})(?::[0-9]{{2,5}})?/{_REST}*"
    r"|\bwww\s(?:punt|dot)\s\w+(?:\s(?:punt|dot)\s\w+){1,3}",
    re.I,
)
_BARE_TLD = (
    "academy|amsterdam|be|biz|blog|com|edu|education|eu|example|frl|info|nl|online|org|school|site|uk"  # no Dutch words
)
_BARE = re.compile(rf"(?<![\w@.-])(?:[^\W_][\w-]{{0,62}}\.)+(?:{_BARE_TLD}|{_BARE_TLD.upper()})(?![\w@-])(?!\.\w)")
_KNOWN = words(
    """bing blackboard bol booking canva coolblue duo duolingo edmodo eduarte facebook flickr gmail google gynzy
    hotmail icloud instagram itslearning kahoot kennisnet learningapps lessonup linkedin live magister malmberg
    marktplaats menti mentimeter microsoft moodle nearpod netflix noordhoff nos npo nu office ou outlook padlet
    pinterest plickers prezi prowise quizizz quizlet registerleraar rijksoverheid s-bb sbb scholieren schooltv
    slideshare socrative somtoday spotify surf surveymonkey techsmith ted thinglink tiktok turnitin twitter vimeo
    wetransfer whatsapp wikipedia wikiwijs wooclap youtube zoom"""
)
"""Domains of products and public services, which say nothing about a person or a school."""


def urls(text: str) -> list[Mention]:
    """Web addresses: any with http(s), www or a path, and bare domains that are not of a known product.

    >>> urls("zie jufjanna.nl, of bol.com")
    [Mention(start=4, end=15, kind='url')]
    """
    if "." not in text and ":" not in text and "www" not in text.lower():
        return []
    found = [Mention(m.start(), m.start() + len(_unpunctuated(m.group())), "url") for m in _URL.finditer(text)]
    for match in _BARE.finditer(text):
        name = match.group().casefold().split(".")[-2]
        if name not in _KNOWN:
            found.append(Mention(*match.span(), "url"))
    return found


def _unpunctuated(address: str) -> str:
    bare = address.rstrip(".,;:!?'’\"*")
    return bare[:-1].rstrip(".,;:!?'’\"") if bare.endswith(")") and "(" not in bare else bare


# --- addresses ------------------------------------------------------------------------------------------------------

_POSTCODE = re.compile(
    r"(?:(?<![\w€$])(?<![0-9]\.)|(?<=(?i:postcode)))"
    r"(?:NL?[ -]{1,2})?([1-9][0-9]{3})([ -]{0,2})([A-Za-z]{2})(?![^\W\d_])"
)
_HOUSE = re.compile(
    r"(?:[ ,;/-]{0,3}(?:\b(?:huis)?(?:nummer|nr|no)\b\.?:?|#)\s?|[ ,;-]{0,3})"
    r"[0-9]{1,5}(?![0-9]|[.:][0-9])"
    r"(?:[ ]?[a-zA-Z](?![\w'’])|[ ]?[-/][ ]?[0-9a-zA-Z]{1,4}\b|[ ]?(?:bis|hs|huis|zw|rd|II|III|[1-4]hoog)\b){0,2}"
)
_PARTICLES = r"(?:(?:van|de|der|den|het|ten|ter|op|aan|in|'t|’t)\s){0,3}"
_STREET = re.compile(
    rf"(?:(?:[0-9]e|[A-Z][\w.'’-]{{0,30}})\s{_PARTICLES}){{0,3}}[^\W\d_][\w.'’-]{{1,40}}\s(?:(?:nr|nummer|no)\b\.?\s?)?"
    r"[0-9]{1,5}(?:[ ]?[a-zA-Z](?!\w)|[ ]?[-/][ ]?[0-9a-zA-Z]{1,4}|[ ]?(?:bis|hs|huis|zw|rd))?\s{0,2}[,;/(-]?\s{0,2}"
    r"(?:te\s)?\Z"
)
_STREET_ALONE = re.compile(
    rf"(?<!\w)(?:(?:[0-9]e|[A-Z][\w.'’-]{{1,30}})\s{_PARTICLES}){{0,3}}"
    r"[^\W\d_][\w'’-]{0,40}(?:straat|str\.|laan|plein|gracht|singel|steeg|kade|dreef|weg|plantsoen)\s"
    r"(?:(?:nr|nummer|no)\b\.?\s?)?[0-9]{1,4}(?:[ ]?[a-zA-Z](?![\w'’])|[-/][0-9a-zA-Z]{1,4})?(?![\w.:]?[0-9%])"
)
_ADDRESS = re.compile(r"(?:post ?code|adres|woon|wonen|wonende|woont|p\.?c\.?)\b[^0-9]{0,25}\Z", re.I)
_WORDS = words(
    """al am an as be bv ca de do dd eu ex en er ga go ha he ik in is it ja je la ll lu ma me mn na no nr nu of ok om on
    op pm so st ste ta te th to uu vo wa we wo ze zn zo cm dm ft gb hz kb kg km kw mb mg ml mm mw pc pk px tb tl tv"""
)
_UNITS = words("CM GB HZ KB KG KM KW MB ML MM MW PX TB")
_SHORT = words("AI AR BB BV EU GL GT HO HP IT ME MS NL NT OK PC PO TL TV VO VR XP")
"""What also stands after four digits that are no postcode: words and units ("2500 st"), abbreviations ("2020 MS 365").
"""


def postcodes(text: str) -> list[Mention]:
    """Dutch postcodes with the house number after them, or the street and number before them; where someone lives.

    A full postcode without a house number covers some twenty homes, so it goes as well. A pair of letters that is also
    a word, unit or abbreviation counts only in company: no blank before it, a house number, a street, or "postcode".

    >>> postcodes("Nieuwe Brink 12, 1234 AB Utrecht")
    [Mention(start=0, end=24, kind='postcode')]
    """
    found = []
    for match in _POSTCODE.finditer(text):
        number, blank, letters = match.groups()
        street = _STREET.search(text, max(0, match.start() - 100), match.start())
        house = _HOUSE.match(text, match.end())
        said = street or _ADDRESS.search(text, max(0, match.start() - 40), match.start())
        if not said and not _stands_alone(number, blank, letters, house[0] if house else "", shouted=text.isupper()):
            continue
        end = house.end() if house else match.end()
        found.append(Mention(street.start() if street else match.start(), end, "postcode"))
    for match in _STREET_ALONE.finditer(text):
        if _ADDRESS.search(text, max(0, match.start() - 40), match.start()):
            found.append(Mention(*match.span(), "postcode"))
    return found


def _stands_alone(number: str, blank: str, letters: str, house: str, *, shouted: bool) -> bool:
    """Whether four digits and two letters are a postcode where nothing before them says so."""
    year = 1990 <= int(number) <= 2035
    pair = letters.casefold()
    if letters.isupper() and not (shouted and pair in _WORDS):
        return letters not in _SHORT | _UNITS or (not year and bool(house or (not blank and letters not in _UNITS)))
    if pair in _WORDS or letters.upper() in _SHORT:
        named = re.match(r" ?[,#nh]|.*[0-9][a-zA-Z]", house)
        return not year and bool(named or (house and not blank and letters.upper() not in _UNITS))
    return not blank or bool(house) or not year


# --- licence plates -------------------------------------------------------------------------------------------------

_SIDECODES = (
    *("aa 00 00", "00 00 aa", "00 aa 00", "aa 00 aa", "aa aa 00", "00 aa aa", "00 aaa 0"),
    *("0 aaa 00", "aa 000 a", "a 000 aa", "aaa 00 a", "a 00 aaa", "0 aa 000", "000 aa 0"),
)
"""The series of the RDW, the Dutch registrar of vehicles: a for a letter, 0 for a digit."""


def _plate(separator: str, sidecodes: tuple[str, ...] = _SIDECODES) -> re.Pattern[str]:
    shapes = (code.replace("a", "[A-Za-z]").replace("0", "[0-9]").replace(" ", separator) for code in sidecodes)
    return re.compile(rf"(?:(?<![\w-])|(?<=(?i:kenteken)))(?:{'|'.join(shapes)})(?![\w]|-\w)")


_DASHED = _plate(r" ?[-–.•] ?")
_SPACED = _plate(r"[ -]{1,3}")
_LOOSE = _plate(r"[ .-]{0,3}")
_VEHICLE = re.compile(
    r"kenteken|nummerbord|\brdw\b|voertuig|\bauto\b|auto'?s\b|autootje|wagen|scooter|brommer|motor|parke|garage|aanrijding|taxi|camper|\bbusje|lease|\brijd|rijdt|"
    r"\bvolvo|\bopel|\btoyota|\bgolf\b|\bpolo\b|\bfiat|\bkia\b|\btesla|\bbmw|\baudi\b|\bpeugeot|\brenault|\bvolkswagen|\bford\b",
    re.I,
)
_NO_PLATE = words(
    """jan feb mrt apr mei jun jul aug sep okt nov dec mbo hbo vwo bol bbl bpv slb ict avo lob vmb havo set min max uur
    and van per tot met les dag den the ste wk nr pag deel op en de in te of om is at to st nd th rd el al ik je we"""
)


def plates(text: str) -> list[Mention]:
    """Dutch licence plates of all series; with blanks or closed up only where the answer speaks of a vehicle.

    >>> plates("mijn auto (12-ABC-3) stond er")
    [Mention(start=11, end=19, kind='kenteken')]
    """
    vehicle = _VEHICLE.search(text) is not None
    patterns = (_DASHED, _SPACED, _LOOSE) if vehicle else (_DASHED, _SPACED)
    matches = ((match, pattern) for pattern in patterns for match in pattern.finditer(text))
    spans = {match.span() for match, pattern in matches if _is_plate(match.group(), pattern, vehicle)}
    return [Mention(*span, "kenteken") for span in sorted(spans)]


def _is_plate(plate: str, pattern: re.Pattern[str], vehicle: bool) -> bool:
    groups = re.findall(r"[A-Za-z]+", plate)
    if any(group.casefold() in _NO_PLATE for group in groups):
        return False
    if vehicle:
        return True
    if pattern is _SPACED:
        # since 1978 plates have consonants only; "4 VWO 12" and "12 MB 34" are no plates
        return not re.search(r"[^BDFGHJKLNPRSTVXZ\d -]", plate) and len(re.findall(r"\d", plate)) < 4
    return plate.isupper() or not any(group.casefold() in _WORDS for group in groups)


# --- dates of birth -------------------------------------------------------------------------------------------------

_MONTH = (
    r"(?:jan(?:uari|uary|uar|vier)?|feb(?:ruari|ruary|ruar)?|f[ée]vrier|mrt|maart|mar(?:ch|s)?|m[äa]rz|apr(?:il)?|avril|mei|may|"
    r"mai|jun[ie]?|juin|jul[iy]?|juillet|aug(?:ustus|ust)?|ao[ûu]t|sep(?:t|tember|tembre)?|o[kc]t(?:ober|obre)?|"
    r"nov(?:ember|embre)?|de[cz](?:ember)?|d[ée]cembre)(?![^\W\d_])\.?"
)
_YEAR = r"(?:(?:19|20)[0-9]{2}|['’]?[0-9]{2})(?![0-9])"
_PAST = "(?:19[2-9][0-9]|200[0-9]|2010)"
"""Years in which students and teachers were born; of a day so long ago an answer hardly speaks for another reason."""

_PAST_SHORT = "(?:[4-9][0-9]|0[0-9]|10)"
_DATE = (
    rf"(?:[0-3]?[0-9]\s?[-/.–]\s?[01]?[0-9]\s?[-/.–]\s?{_YEAR}|[0-3]?[0-9] [01]?[0-9] (?:19|20)[0-9]{{2}}\b"
    rf"|(?:19|20)[0-9]{{2}}[-/.][01]?[0-9][-/.][0-3]?[0-9](?![0-9])"
    rf"|[0-3]?[0-9](?:e|de|ste|st|nd|rd|th|\.)?[\s-]{{0,2}}(?:of\s)?{_MONTH}(?:[\s,-]{{0,2}}{_YEAR})?"
    rf"|{_MONTH}\s[0-3]?[0-9](?:st|nd|rd|th)?(?:,?\s{_YEAR})?"
    rf"|(?:[0-3][0-9][01][0-9](?:19|20)[0-9]{{2}}|(?:19|20)[0-9]{{2}}[01][0-9][0-3][0-9])(?![0-9])"
    rf"|{_MONTH}\s(?:19|20)[0-9]{{2}}(?![0-9]))"
)
_BIRTH = (
    r"\b(?:geboren|geb\b\.?|gebn?\.|geboorte\s?(?:datum|dag|dd)|geb\.?\s?(?:dat(?:um)?|dd)|verjaar\w*|jarig\w*|"
    r"born|birth\s?da(?:y|te)|date of birth|d\.?o\.?b\b|geboren am|geburts\w+|n[ée]e? le|anniversaire)"
)
_BORN = re.compile(rf"{_BIRTH}[^0-9\n]{{0,30}}?(?<![\w.,/-])({_DATE})(?!\w)", re.I)
_BORN_AFTER = re.compile(
    rf"(?<![\w.,/-])({_DATE})(?:[ ,]{{0,2}}\b(?:is|was|ben|werd|ook|pas)\b)?[\s,(]{{0,3}}"
    rf"(?:(?:hij|zij|ze|ik|he|she)\s)?{_BIRTH}",
    re.I,
)
_LONG_AGO = re.compile(
    rf"(?<![\w.,/-])(?:[0-3]?[0-9]\s?[-/.–]\s?[01]?[0-9]\s?[-/.–]\s?{_PAST}|{_PAST}[-/.][01]?[0-9][-/.][0-3]?[0-9]"
    rf"|[0-3]?[0-9][-/][01]?[0-9][-/]{_PAST_SHORT}"
    rf"|[0-3]?[0-9](?:e|\.)?[\s-]{_MONTH}[\s-](?:{_PAST}|['’]{_PAST_SHORT}))(?![\w/-]|[.,][0-9])",
    re.IGNORECASE,
)
_EVENT = re.compile(r"\b(?:op|tot|na|sinds|vanaf|per|since|on|seit|depuis)\s(?:de\s)?\Z", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"{_BIRTH}[^0-9\n]{{0,30}}?(?<![\w.,/-]){_DATE}(?:[\s,]{{1,2}}(?:en|of|,)\s(?:[^\W\d_]\w{{0,20}}\s){{0,4}})({_DATE})(?!\w)",
    re.I,
)


def births(text: str) -> list[Mention]:
    """Dates that are said to be of a birth or birthday, and full dates up to 2010; "op 12 maart 2022" is no such date.

    >>> births("Mo, geb. 12/03/99")
    [Mention(start=9, end=17, kind='geboortedatum')]
    """
    spans = {match.span(1) for pattern in (_BORN, _BORN_AFTER, _BETWEEN) for match in pattern.finditer(text)}
    for match in _LONG_AGO.finditer(text):
        if not _EVENT.search(text, max(0, match.start() - 20), match.start()):
            spans.add(match.span())
    return [Mention(*span, "geboortedatum") for span in sorted(spans)]
