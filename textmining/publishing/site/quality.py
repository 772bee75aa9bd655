"""How good the themes are, as the page that accounts for everything tells it."""

from __future__ import annotations

from typing import Any

from textmining.publishing.dutch import percent, whole
from textmining.publishing.quality import ThemeQuality
from textmining.publishing.site.data import SiteData
from textmining.publishing.theme_words import MEASURES, VERDICTS_IN_DUTCH

__all__ = ["quality_tables"]


def quality_tables(data: SiteData) -> dict[str, Any]:
    """Tables of measures, verdicts, what is new, and expected themes; empty ones where nothing is known."""
    names = data.names.questions
    waves = [wave for wave in data.names.waves if any(wave in dict(found.new) for found in data.quality)]
    return {
        "heads": [name for _, name, _ in MEASURES],
        "measures": [(names[found.question], _measures(found)) for found in data.quality],
        "verdict_heads": list(VERDICTS_IN_DUTCH.values()),
        "verdicts": [
            (names[found.question], [whole(count) for count in found.verdicts.values()])
            for found in data.quality
            if found.verdicts
        ],
        "waves": waves,
        "new": [(names[found.question], _new(found, waves)) for found in data.quality if found.new],
        "expected": [
            (names[found.question], found.expected, found.missing)
            for found in data.quality
            if found.expected or found.missing
        ],
    }


def _measures(found: ThemeQuality) -> list[str]:
    return [write(found.measures[name]) if name in found.measures else "–" for name, _, write in MEASURES]


def _new(found: ThemeQuality, waves: list[str]) -> list[str]:
    shares = dict(found.new)
    return ["–" if (share := shares.get(wave)) is None else percent(share) for wave in waves]
