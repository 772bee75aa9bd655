"""What stands on the sheets of the workbooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from textmining.publishing.accounting import FATES_IN_DUTCH
from textmining.publishing.content import ALL, NOTES, EditionContent, Names, shown
from textmining.publishing.theme_words import marks_in_dutch, nested, origin_in_dutch, verdict_in_dutch
from textmining.publishing.workbook import Column, Kind, Sheet

__all__ = ["QUESTION", "THEME", "THEME_ID", "WAVE", "institution_sheets", "named", "notes", "public_sheets"]

QUESTION = Column("vraag", "question_text", "text", 30, "De open vraag")
THEME = Column("thema", "label", "text", 34, "Het thema")
_MAIN = Column("hoofdthema", "main_label", "text", 30, "Waar een subthema onder valt; leeg bij een hoofdthema")
_GROUPING = Column("indeling", "grouping_label", "text", 20, "Waarnaar is uitgesplitst; iedereen samen is 'Iedereen'")
_GROUP = Column("groep", "group_label", "text", 26, "De groep deelnemers")
WAVE = Column("meting", "wave", "text", 9, "De meting")
_N = Column("deelnemers", "n", "count", 12, "Aantal deelnemers waarover het cijfer gaat, ongewogen")
_LOW = "Ondergrens van het 95%-interval"
_HIGH = "Bovengrens van het 95%-interval"
_REMARK = Column("opmerking", "remark", "text", 30, "Waarom een cijfer niet is afgedrukt")
THEME_ID = Column("thema-id", "theme_id", "text", 16, "Blijft bij het thema, ook als het anders gaat heten")
_N_EFF = Column("effectieve n", "n_eff", "number", 12, "Deelnemers in een even nauwkeurige enkelvoudige steekproef")
_DF = Column("vrijheidsgraden", "df", "number", 14, "Vrijheidsgraden van het interval")

_THEMES = (
    QUESTION,
    _MAIN,
    THEME,
    Column("woorden", "words", "long", 50, "Kenmerkende woorden"),
    Column("stand", "status_text", "text", 14, "voorgesteld, of vastgesteld door codeurs"),
    Column("antwoorden", "n_answers", "count", 12, "Antwoorden met dit thema, alle metingen samen"),
    Column("deelnemers", "n_respondents", "count", 12, "Deelnemers die het noemen, alle metingen samen"),
    Column("herkomst", "origin_text", "text", 11, "verwacht: in het studiebestand; gevonden: in de antwoorden"),
    Column("stabiliteit", "stability", "number", 12, "1 is bij elke herhaling hetzelfde thema"),
    Column(
        "oordeel",
        "verdict_text",
        "text",
        14,
        "Van die stabiliteit (Hennig 2007); twijfelachtig en instabiel: pas te gebruiken na beoordeling",
    ),
    Column("hoort onder", "parent_id", "text", 16, "thema-id van het hoofdthema"),
    THEME_ID,
)
_THEMES_IN_FULL = (
    *_THEMES[:-2],
    Column("kenmerken", "marks_text", "text", 26, "Wat een thema verdacht maakt, zoals overgenomen tekst"),
    Column("omschrijving", "definition", "long", 60, "Wat deelnemers vooral noemen; niet vrijgegeven"),
    *_THEMES[-2:],
)
_PREVALENCE = (
    QUESTION,
    _MAIN,
    THEME,
    _GROUPING,
    _GROUP,
    WAVE,
    Column("aandeel", "estimate", "share", 10, "Gewogen aandeel dat het thema noemt, van wie antwoordde"),
    Column("van", "low", "share", 9, _LOW),
    Column("tot", "high", "share", 9, _HIGH),
    _N,
    Column(
        "noemden het",
        "mentions",
        "count",
        12,
        "Deelnemers die het thema noemen, ongewogen; zonder wie het codeermodel twijfelt",
    ),
    _REMARK,
    Column("van gevraagden", "asked", "share", 13, "Gewogen aandeel van wie de vraag kreeg (denominator asked)"),
    _N_EFF,
    Column("ontwerpeffect", "deff", "number", 13, "Deelnemers per effectieve deelnemer"),
    _DF,
    Column("methode", "method", "text", 11, "naive: zoals gecodeerd; corrected: gecorrigeerd voor codeerfouten"),
    THEME_ID,
)
_CONTRASTS = (
    QUESTION,
    _MAIN,
    THEME,
    Column("vergelijking", "contrast_label", "text", 34, "Groepen, of de schaal, die worden vergeleken"),
    Column("indeling", "grouping_label", "text", 20, "De indeling of schaal"),
    WAVE,
    Column(
        "model",
        "model",
        "text",
        10,
        "raw: zonder meer; adjusted: rekening houdend met kenmerken; within: binnen instellingen",
    ),
    Column("verschil (procentpunt)", "difference", "points", 12, "Eerste groep min tweede, of per standaarddeviatie"),
    Column("van", "low", "points", 9, _LOW),
    Column("tot", "high", "points", 9, _HIGH),
    Column("p", "p", "p", 9, "Toets van geen verschil; leeg bij te weinig vrijheidsgraden"),
    Column("q", "q", "p", 9, "p na correctie voor het aantal vergelijkingen in de familie (Benjamini-Hochberg)"),
    _DF,
    _N,
    Column("familie", "family", "text", 20, "Vergelijkingen die samen zijn gecorrigeerd"),
    THEME_ID,
)
_CLOSED = (
    Column("vraag of schaal", "item_label", "text", 36, "De gesloten vraag of schaal"),
    Column("antwoord", "category", "text", 22, "Het antwoord; leeg bij een gemiddelde"),
    _GROUPING,
    _GROUP,
    WAVE,
    Column("aandeel", "share", "share", 10, "Gewogen aandeel (estimate, bij statistic share)"),
    Column("aandeel van", "share_low", "share", 11, _LOW),
    Column("aandeel tot", "share_high", "share", 11, _HIGH),
    Column("gemiddelde", "mean", "number", 11, "Gewogen gemiddelde (estimate, bij statistic mean)"),
    Column("gemiddelde van", "mean_low", "number", 13, _LOW),
    Column("gemiddelde tot", "mean_high", "number", 13, _HIGH),
    _N,
    _REMARK,
    _N_EFF,
    _DF,
    Column("item-id", "item", "text", 16, "De naam in het studiebestand"),
)


def _statistics(prefix: str, who: str, about: str) -> tuple[Column, ...]:
    """Columns for a share or a mean with its interval."""
    kinds: tuple[tuple[str, str, Kind], ...] = (("share", "aandeel", "share"), ("mean", "gemiddelde", "number"))
    ends = (("", "", "gewogen"), ("_low", " van", _LOW), ("_high", " tot", _HIGH))
    return tuple(
        Column(f"{who}{name}{part}", f"{prefix}{source}{end}", kind, 12, f"{about}: {rest}")
        for source, name, kind in kinds
        for end, part, rest in ends
    )


_ALL_N = Column("alle deelnemers", "all_n", "count", 13, "Aantal deelnemers van alle instellingen samen")
_OWN_PREVALENCE = (
    QUESTION,
    _MAIN,
    THEME,
    WAVE,
    Column("eigen aandeel", "estimate", "share", 10, "Gewogen aandeel van de eigen deelnemers die antwoordden"),
    Column("van", "low", "share", 9, _LOW),
    Column("tot", "high", "share", 9, _HIGH),
    Column("eigen deelnemers", "n", "count", 12, "Aantal eigen deelnemers dat antwoordde, ongewogen"),
    _REMARK,
    Column("aandeel van allen", "all_estimate", "share", 11, "Hetzelfde over alle instellingen samen"),
    Column("allen van", "all_low", "share", 9, _LOW),
    Column("allen tot", "all_high", "share", 9, _HIGH),
    _ALL_N,
    THEME_ID,
)
_OWN_CLOSED = (
    Column("vraag of schaal", "item_label", "text", 36, "De gesloten vraag of schaal"),
    Column("antwoord", "category", "text", 22, "Het antwoord; leeg bij een gemiddelde"),
    WAVE,
    *_statistics("", "eigen ", "Van de instelling"),
    *_statistics("all_", "allen ", "Van alle instellingen samen"),
    Column("eigen deelnemers", "n", "count", 12, "Aantal eigen deelnemers, ongewogen"),
    _ALL_N,
    _REMARK,
    Column("item-id", "item", "text", 16, "De naam in het studiebestand"),
)


def notes(content: EditionContent, audience: str) -> list[tuple[str, str]]:
    """What readers of a workbook must know, for its sheet "leesmij"."""
    minimum = content.study.privacy.minimum_group
    found = [("Editie", content.edition_id), ("Voor wie", audience)]
    if content.study.study.synthetic:
        found.insert(
            0, ("SYNTHETISCH", "Verzonnen deelnemers en antwoorden: de cijfers zeggen niets over echte mensen.")
        )
    if content.concept:
        found.insert(0, ("CONCEPT", "De thema's zijn nog niet door codeurs ondertekend. Niet verspreiden."))
    return [
        *found,
        (
            "Subthema’s",
            "Wie een subthema noemt, noemt ook het hoofdthema erboven: tel percentages van thema’s niet bij elkaar op.",
        ),
        ("Percentages", "Gewogen; van wie inhoudelijk antwoordde op de vraag, tenzij er iets anders staat."),
        (
            NOTES["suppressed"].capitalize(),
            f"Minder dan {minimum} deelnemers, of deelnemers van één instelling: niet getoond.",
        ),
        (
            "Te onzeker",
            "Minder dan 30 effectieve deelnemers of een interval van meer dan 30 procentpunt: niet afgedrukt.",
        ),
    ]


def public_sheets(tables: Mapping[str, pd.DataFrame], names: Names, *, uncertain: bool = False) -> list[Sheet]:
    """The sheets for report writers, from the tables after disclosure control.

    Numbers that are too uncertain to print (flag few or wide) give way to a remark, unless ``uncertain``: then the
    tables are those before disclosure control, and themes come with what is not public.
    """
    contrasts = named(tables["contrasts"], tables, names)
    columns = _THEMES_IN_FULL if uncertain else _THEMES
    prevalence = _remarked(named(_beside(tables["prevalence"]), tables, names), uncertain=uncertain)
    closed = _by_statistic(_remarked(named(tables["closed"], tables, names), uncertain=uncertain))
    return [
        Sheet("thema's", "De thema's per vraag", columns, _themes(tables, names)),
        Sheet("hoe vaak", "Hoe vaak elke groep elk thema noemt", _PREVALENCE, prevalence),
        Sheet("verschillen", "Vooraf vastgelegde vergelijkingen", _CONTRASTS, contrasts),
        Sheet("gesloten vragen", "Schalen en gesloten vragen per groep", _CLOSED, closed),
    ]


def institution_sheets(tables: Mapping[str, pd.DataFrame], names: Names) -> dict[str, list[Sheet]]:
    """The sheets for each institution: its own figures with those of all beside them, one row per theme and wave.

    Parameters
    ----------
    tables : mapping
        themes, and the rows of prevalence and closed about institutions and about everybody, after disclosure control.
    names : Names

    Returns
    -------
    dict of str to list of Sheet
        By group: how the tables name the institution.
    """
    prevalence = _remarked(named(shown(tables["prevalence"]), tables, names), uncertain=False)
    closed = _by_statistic(_remarked(named(tables["closed"], tables, names), uncertain=False))
    mentions = _against_all(prevalence, ["question", "theme_id", "wave"])
    answers = _against_all(closed, ["item", "category", "wave"])
    themes = Sheet("thema's", "De thema's per vraag", _THEMES, _themes(tables, names))
    about = "Hoe vaak deelnemers van de instelling elk thema noemen, en alle deelnemers"
    return {
        str(group): [
            themes,
            Sheet("hoe vaak", about, _OWN_PREVALENCE, mentions[mentions["group"] == group]),
            Sheet("gesloten vragen", "Schalen en gesloten vragen", _OWN_CLOSED, answers[answers["group"] == group]),
        ]
        for group in mentions["group"].unique()
    }


_WORDINGS: dict[str, Callable[[object], str]] = {
    "origin": origin_in_dutch,
    "verdict": verdict_in_dutch,
    "marks": lambda marks: ", ".join(name for name, _ in marks_in_dutch(marks)),
}


# --- readable columns ---------------------------------------------------------------------------------------------


def _themes(tables: Mapping[str, pd.DataFrame], names: Names) -> pd.DataFrame:
    """The table ``themes``, sub-themes after the theme that they are below."""
    themes = tables["themes"]
    parents = dict(zip(themes["theme_id"], themes["parent_id"], strict=True))
    order = [theme for _, part in themes.groupby("question", sort=False) for theme in nested(part["theme_id"], parents)]
    return named(themes.set_index("theme_id").loc[order].reset_index(), tables, names)


def named(frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame], names: Names) -> pd.DataFrame:
    """The table with what its ids are called beside them."""
    themes = tables["themes"]
    labels = dict(zip(themes["theme_id"], themes["label"], strict=True))
    added: dict[str, pd.Series] = {}

    def call(column: str, known: Mapping[str, str]) -> pd.Series:
        return frame[column].map({value: known.get(value, value) for value in frame[column].dropna().unique()})

    if "question" in frame:
        added["question_text"] = call("question", names.questions)
    if "theme_id" in frame:
        parents = zip(themes["theme_id"], themes["parent_id"].map(labels), strict=True)
        above = {theme: label for theme, label in parents if isinstance(label, str)}
        added["main_label"] = frame["theme_id"].map(above).astype("str")
    if "theme_id" in frame and "label" not in frame:
        added["label"] = call("theme_id", labels)
    if "grouping" in frame:
        added["grouping_label"] = call("grouping", {**names.items, **names.groupings})
    if "group" in frame:
        added["group_label"] = frame["group"].where(frame["group"] != ALL, "iedereen")
    if "item" in frame:
        added["item_label"] = call("item", names.items)
    if "contrast" in frame:
        added["contrast_label"] = call("contrast", names.contrasts)
    if "status" in frame:
        added["status_text"] = call(
            "status", {"proposed": "voorgesteld", "accepted": "vastgesteld", "rejected": "afgewezen"}
        )
        for column, wording in _WORDINGS.items():
            # themes of an older edition lack these columns
            values = [wording(value) or None for value in frame[column]] if column in frame else None
            added[f"{column}_text"] = pd.Series(values, index=frame.index, dtype="str")
    if "fate" in frame:
        added["fate_text"] = call("fate", FATES_IN_DUTCH)
    return frame.assign(**added)


def _beside(prevalence: pd.DataFrame) -> pd.DataFrame:
    """The rows of those who answered, with the share of those who were asked in a column ``asked``."""
    key = ["question", "theme_id", "grouping", "group", "wave", "method"]
    asked = prevalence.loc[prevalence["denominator"] == "asked", [*key, "estimate"]]
    answered = prevalence[prevalence["denominator"] == "answered"]
    return answered.merge(asked.rename(columns={"estimate": "asked"}), on=key, how="left")


def _against_all(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """The rows of a group, with the numbers of everybody in columns that start with ``all_``."""
    numbers = [c for c in frame if c == "n" or c.startswith(("estimate", "low", "high", "share", "mean"))]
    everyone = frame.loc[frame["grouping"] == ALL, [*key, *numbers]]
    everyone = everyone.rename(columns={name: f"all_{name}" for name in numbers})
    return frame[frame["grouping"] != ALL].merge(everyone, on=key, how="left")


def _remarked(frame: pd.DataFrame, *, uncertain: bool) -> pd.DataFrame:
    """With a remark at numbers that are hidden or too uncertain; the latter are left out unless ``uncertain``."""
    unknown = frame["estimate"].isna() & frame["flag"].isna()
    remark = frame["flag"].map(NOTES).mask(unknown, NOTES["unknown"]).mask(frame["suppressed"], NOTES["suppressed"])
    if uncertain:
        return frame.assign(remark=remark)
    printed = [column for column in ("estimate", "low", "high", "asked") if column in frame]
    return frame.assign(remark=remark, **{column: frame[column].mask(remark.notna()) for column in printed})


def _by_statistic(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares and means in columns of their own, since they are written differently."""
    mean = frame["statistic"] == "mean"
    return frame.assign(
        **{
            f"{kind}{suffix}": frame[column].where(mean == (kind == "mean"))
            for kind in ("mean", "share")
            for column, suffix in (("estimate", ""), ("low", "_low"), ("high", "_high"))
        }
    )
