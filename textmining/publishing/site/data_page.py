"""The page about the answers themselves, in numbers: what came in, what became of it, and what was redacted."""

from __future__ import annotations

from typing import Any

import pandas as pd

from textmining.cleaning.duplicates import CHANCE
from textmining.publishing.accounting import FATES_IN_DUTCH, fates_shown
from textmining.publishing.content import NOTES
from textmining.publishing.data_report import LANGUAGES_IN_DUTCH, UNCLEAR
from textmining.publishing.dutch import capital, decimal, percent, whole
from textmining.publishing.site.data import SiteData
from textmining.publishing.site.page import Page

__all__ = ["data_page", "fate_cells", "redaction_sentence"]

KINDS_IN_DUTCH = {
    "persoon": "personen",
    "school": "scholen",
    "team": "teams",
    "locatie": "locaties",
    "e-mail": "e-mailadressen",
    "telefoon": "telefoonnummers",
    "postcode": "postcodes met huisnummer",
    "iban": "rekeningnummers",
    "bsn": "burgerservicenummers",
    "kenteken": "kentekens",
    "url": "webadressen",
    "nummer": "leerling- en personeelsnummers",
    "geboortedatum": "geboortedata",
}
_COPIES = {
    "groups": "groepen van gelijke antwoorden",
    "answers": "antwoorden in die groepen",
    "largest": "antwoorden in de grootste groep",
    "long_groups": f"groepen van antwoorden van {CHANCE} woorden of meer",
    "long_answers": "antwoorden in die groepen van langere antwoorden",
}


def data_page(data: SiteData) -> Page:
    """The page about the answers themselves."""
    report, minimum = data.report, data.study.privacy.minimum_group
    once = data.study.cleaning.duplicates == "once"
    copies = {**_COPIES, "left_out": "antwoorden die daarom niet zijn meegeteld"} if once else _COPIES
    context = {
        "facts": _facts(data),
        "fates": [FATES_IN_DUTCH[fate] for fate in fates_shown(report.fates, data.study)],
        "ledgers": _ledgers(data),
        "rules": [
            (FATES_IN_DUTCH[str(fate)], [(r["rule"], number(r["answers"])) for r in part.to_dict("records")])
            for fate, part in report.rules.groupby("fate", sort=False)
        ],
        "responses": [found for question in data.names.questions if (found := _response(data, question))],
        "lengths": _lengths(data),
        "languages": [
            (_language(data, str(row["language"])), number(row["answers"]))
            for row in report.languages.to_dict("records")
        ],
        "own": _own_language(data),
        "copies": [(name, number(report.copies[key])) for key, name in copies.items()],
        "once": once,
        "chance": CHANCE,
        "redaction": redaction_sentence(data),
        "kinds": [
            (capital(_kind(str(row["kind"]))), number(row["answers"]), number(row["mentions"]))
            for row in report.kinds.to_dict("records")
        ],
        "overruled": number(report.totals["overruled"]),
        "minimum": minimum,
        "hidden": NOTES["suppressed"],
    }
    return Page("gegevens.html", "gegevens.html", "Gegevens", context)


def number(value: Any) -> str:
    """A count, or that it is not told: it is small, or a small one would follow from it."""
    return "niet genoemd" if value is None or pd.isna(value) else whole(value)


def fate_cells(part: pd.DataFrame, fates: list[str]) -> tuple[list[str], str, str]:
    """Counts by fate over some rows of ``answer_counts``, their total, and the share of those asked who answered."""
    asked = int(part["asked"].sum())
    rate = percent(part["kept"].sum() / asked) if asked else "–"
    return [whole(part[fate].sum()) for fate in fates], whole(part["total"].sum()), rate


def redaction_sentence(data: SiteData) -> str:
    """In how many answers something was redacted."""
    totals = data.report.totals
    found, words = totals["redacted"], whole(totals["words"] or 0)
    if found == 0:
        return f"In geen van de {words} antwoorden met tekst is iets weggelakt."
    return f"In {number(found)} van de {words} antwoorden met tekst is iets weggelakt."


def _facts(data: SiteData) -> list[tuple[str, str]]:
    fates = data.report.fates
    asked, kept = int(fates["asked"].sum()), int(fates["kept"].sum())
    facts = [(whole(asked), "keer een open vraag gesteld"), (whole(kept), "inhoudelijke antwoorden")]
    return [*facts, (percent(kept / asked), "inhoudelijk, van gevraagd")] if asked else facts


def _ledgers(data: SiteData) -> list[dict[str, Any]]:
    """What became of every answer, by question and wave."""
    counts = data.report.fates
    fates = fates_shown(counts, data.study)
    return [
        {
            "text": data.names.questions.get(str(question), str(question)),
            "rows": [(str(wave), *fate_cells(rows, fates)) for wave, rows in part.groupby("wave", sort=False)],
            "total": ("samen", *fate_cells(part, fates)),
        }
        for question, part in counts.groupby("question", sort=False)
    ]


def _response(data: SiteData, question: str) -> dict[str, Any] | None:
    """Who answered a question, by group, in one wave."""
    groups = data.report.groups
    rows = groups[groups["question"] == question]
    out = {(wave, grouping) for q, wave, grouping in data.report.left_out if q == question}
    present = {*rows["wave"], *(wave for wave, _ in out)}
    waves = [wave for wave in data.names.waves if wave in present]
    if not waves:
        return None
    wave = data.wave if data.wave in waves else waves[-1]
    tables = []
    for grouping, label in data.names.groupings.items():
        found = rows[(rows["wave"] == wave) & (rows["grouping"] == grouping)].set_index("group")
        if found["asked"].notna().any():
            order = data.names.in_order(grouping, found.index)
            tables.append({"label": capital(label), "rows": [_group(group, found.loc[group]) for group in order]})
    return {
        "text": data.names.questions[question],
        "wave": wave,
        "tables": tables,
        "left_out": [data.names.groupings[grouping] for grouping in data.names.groupings if (wave, grouping) in out],
    }


def _group(group: str, row: pd.Series) -> tuple[str, list[str]]:
    """A group and its cells: none where it is hidden."""
    if pd.isna(row["asked"]):
        return capital(group), []
    words = "–" if pd.isna(row["mean_words"]) else decimal(row["mean_words"])
    return capital(group), [whole(row["asked"]), percent(row["rate"]), percent(row["non_answer_rate"]), words]


def _lengths(data: SiteData) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Lengths in words by question: for each wave its cells, none where there are too few answers."""
    found = []
    for question, part in data.report.lengths.groupby("question", sort=False):
        rows = []
        for row in part.to_dict("records"):
            cells = [whole(row[c]) for c in ("answers", "p10", "median", "p90", "longest") if pd.notna(row[c])]
            rows.append((str(row["wave"]), [*cells, decimal(row["segments"])] if cells else []))
        found.append((data.names.questions.get(str(question), str(question)), rows))
    return found


def _language(data: SiteData, language: str) -> str:
    name = capital(LANGUAGES_IN_DUTCH.get(language, language))
    return f"{name}, gelezen als {_own_language(data)}" if language == UNCLEAR else name


def _own_language(data: SiteData) -> str:
    return LANGUAGES_IN_DUTCH.get(data.study.study.language, data.study.study.language)


def _kind(kind: str) -> str:
    return KINDS_IN_DUTCH.get(kind, kind)
