"""The page that accounts for every answer and for how the numbers were made."""

from __future__ import annotations

from typing import Any

import pandas as pd

from textmining.publishing.accounting import FATES_IN_DUTCH, WAYS_IN_DUTCH, fates_shown
from textmining.publishing.dutch import capital, percent, whole
from textmining.publishing.site.data import SiteData
from textmining.publishing.site.data_page import fate_cells, redaction_sentence
from textmining.publishing.site.page import Page
from textmining.publishing.site.quality import quality_tables
from textmining.publishing.suppression import REASONS

__all__ = ["accountability"]


def accountability(data: SiteData) -> Page:
    """The page that accounts for everything."""
    fates = fates_shown(data.answers, data.study)
    ledger = [
        (data.names.questions.get(str(question), str(question)), *fate_cells(part, fates))
        for question, part in data.answers.groupby("question", sort=False)
    ]
    hidden = data.hidden.groupby("reason")["rows"].sum()
    flagged = int(sum((t["flag"].notna() & ~t["suppressed"]).sum() for t in (data.prevalence, data.closed)))
    context = {
        "fates": [FATES_IN_DUTCH[fate] for fate in fates],
        "ledger": ledger,
        "redaction": redaction_sentence(data),
        "participants": [
            (row["wave"], whole(row["respondents"]), whole(row["institutions"]) if row["institutions"] else "–")
            for row in data.participants.to_dict("records")
        ],
        "coverage": [
            (
                data.names.questions[r["question"]],
                *(whole(r[c]) for c in ("answers", "coded", "segments", "without")),
                _rate(r["share_without"]),
            )
            for r in data.coverage.to_dict("records")
        ],
        **_coding(data),
        "hidden": [(capital(REASONS.get(str(r), str(r))), whole(n)) for r, n in hidden.items()],
        "flagged": whole(flagged),
        "minimum": data.study.privacy.minimum_group,
        "origin": _origin(data),
        "quality": quality_tables(data),
    }
    return Page("verantwoording.html", "verantwoording.html", "Verantwoording", context)


def _coding(data: SiteData) -> dict[str, Any]:
    """How answers came by their themes: heads, a row per question, and whether the coder model coded any."""
    ways = [way for way in WAYS_IN_DUTCH if way in data.coding]
    modelled = bool(data.coding["abstained"].notna().any())
    rows = [
        (
            data.names.questions[row["question"]],
            *(whole(row[way]) for way in ways),
            *([_rate(row["abstained"])] if modelled else []),
        )
        for row in data.coding.to_dict("records")
    ]
    heads = [WAYS_IN_DUTCH[way] for way in ways] + (["aandeel twijfel"] if modelled else [])
    told = (_mapping(_mapping(book).get("coding")) for book in _mapping(data.facts.get("codebooks")).values())
    hand = sum(int(one.get("hand_codes") or 0) for one in told if one.get("model"))
    return {"ways": heads, "coding": rows, "modelled": modelled, "hand_codes": whole(hand)}


def _rate(value: float) -> str:
    return "–" if pd.isna(value) else percent(value)


def _origin(data: SiteData) -> list[tuple[str, str]]:
    """What leads from this edition back to data, models and code."""
    facts = data.facts

    def name(part: str) -> str:
        value = facts.get(part)
        return str(value.get("name") or value.get("id") or "") if isinstance(value, dict) else str(value or "")

    study = facts.get("study")
    rows = [
        ("Editie", data.edition_id),
        ("Stand", "concept, nog niet ondertekend" if data.concept else "ondertekend"),
        ("Codeboek", f"versie {facts['codebook_version']}" if "codebook_version" in facts else ""),
        ("Taalmodel", name("language_model")),
        ("Encoder", name("encoder")),
        ("Startgetal", str(facts.get("seed", ""))),
        ("Studiebestand", _short(study.get("sha256", "") if isinstance(study, dict) else "")),
        ("Programma", _short(facts.get("code", ""))),
        *((f"Bestand {file}", _short(value)) for file, value in _mapping(facts.get("input_files")).items()),
        ("Versies", ", ".join(f"{k} {v}" for k, v in _mapping(facts.get("versions")).items())),
    ]
    return [(key, value) for key, value in rows if value]


def _short(fingerprint: object) -> str:
    """The first digits of a fingerprint; the manifest has them all."""
    return str(fingerprint or "")[:16]


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
