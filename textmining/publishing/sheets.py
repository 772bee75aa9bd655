"""What stands on the sheets of the workbooks."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from textmining.publishing.accounting import FATES_IN_DUTCH
from textmining.publishing.content import ALL, NOTES, EditionContent, Names, shown
from textmining.publishing.workbook import Column, Kind, Sheet

__all__ = ["institution_sheets", "notes", "public_sheets", "research_sheets"]

_QUESTION = Column("vraag", "question_text", "text", 30, "De open vraag")
_THEME = Column("thema", "label", "text", 34, "Het thema")
_GROUPING = Column("indeling", "grouping_label", "text", 20, "Waarnaar is uitgesplitst; iedereen samen is 'Iedereen'")
_GROUP = Column("groep", "group_label", "text", 26, "De groep deelnemers")
_WAVE = Column("meting", "wave", "text", 9, "De meting")
_N = Column("deelnemers", "n", "count", 12, "Aantal deelnemers waarover het cijfer gaat, ongewogen")
_LOW = "Ondergrens van het 95%-interval"
_HIGH = "Bovengrens van het 95%-interval"
_REMARK = Column("opmerking", "remark", "text", 30, "Waarom een cijfer niet is afgedrukt")
_THEME_ID = Column("thema-id", "theme_id", "text", 16, "Blijft bij het thema, ook als het anders gaat heten")
_N_EFF = Column("effectieve n", "n_eff", "number", 12, "Deelnemers in een even nauwkeurige enkelvoudige steekproef")
_DF = Column("vrijheidsgraden", "df", "number", 14, "Vrijheidsgraden van het interval")

_THEMES = (
    _QUESTION,
    _THEME,
    Column("woorden", "words", "long", 50, "Kenmerkende woorden"),
    Column("stand", "status_text", "text", 14, "voorgesteld, of vastgesteld door codeurs"),
    Column("antwoorden", "n_answers", "count", 12, "Antwoorden met dit thema, alle metingen samen"),
    Column("deelnemers", "n_respondents", "count", 12, "Deelnemers die het noemen, alle metingen samen"),
    Column("stabiliteit", "stability", "number", 12, "1 is bij elke herhaling hetzelfde thema"),
    Column("hoort onder", "parent_id", "text", 16, "thema-id van het hoofdthema"),
    _THEME_ID,
)
_PREVALENCE = (
    _QUESTION,
    _THEME,
    _GROUPING,
    _GROUP,
    _WAVE,
    Column("aandeel", "estimate", "share", 10, "Gewogen aandeel dat het thema noemt, van wie antwoordde"),
    Column("van", "low", "share", 9, _LOW),
    Column("tot", "high", "share", 9, _HIGH),
    _N,
    Column("noemden het", "mentions", "count", 12, "Aantal deelnemers dat het thema noemt, ongewogen"),
    _REMARK,
    Column("van gevraagden", "asked", "share", 13, "Gewogen aandeel van wie de vraag kreeg (denominator asked)"),
    _N_EFF,
    Column("ontwerpeffect", "deff", "number", 13, "Deelnemers per effectieve deelnemer"),
    _DF,
    Column("methode", "method", "text", 11, "naive: zoals gecodeerd; corrected: gecorrigeerd voor codeerfouten"),
    _THEME_ID,
)
_CONTRASTS = (
    _QUESTION,
    _THEME,
    Column("vergelijking", "contrast_label", "text", 34, "Groepen, of de schaal, die worden vergeleken"),
    Column("indeling", "grouping_label", "text", 20, "De indeling of schaal"),
    _WAVE,
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
    _THEME_ID,
)
_CLOSED = (
    Column("vraag of schaal", "item_label", "text", 36, "De gesloten vraag of schaal"),
    Column("antwoord", "category", "text", 22, "Het antwoord; leeg bij een gemiddelde"),
    _GROUPING,
    _GROUP,
    _WAVE,
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
    _QUESTION,
    _THEME,
    _WAVE,
    Column("eigen aandeel", "estimate", "share", 10, "Gewogen aandeel van de eigen deelnemers die antwoordden"),
    Column("van", "low", "share", 9, _LOW),
    Column("tot", "high", "share", 9, _HIGH),
    Column("eigen deelnemers", "n", "count", 12, "Aantal eigen deelnemers dat antwoordde, ongewogen"),
    _REMARK,
    Column("aandeel van allen", "all_estimate", "share", 11, "Hetzelfde over alle instellingen samen"),
    Column("allen van", "all_low", "share", 9, _LOW),
    Column("allen tot", "all_high", "share", 9, _HIGH),
    _ALL_N,
    _THEME_ID,
)
_OWN_CLOSED = (
    Column("vraag of schaal", "item_label", "text", 36, "De gesloten vraag of schaal"),
    Column("antwoord", "category", "text", 22, "Het antwoord; leeg bij een gemiddelde"),
    _WAVE,
    *_statistics("", "eigen ", "Van de instelling"),
    *_statistics("all_", "allen ", "Van alle instellingen samen"),
    Column("eigen deelnemers", "n", "count", 12, "Aantal eigen deelnemers, ongewogen"),
    _ALL_N,
    _REMARK,
    Column("item-id", "item", "text", 16, "De naam in het studiebestand"),
)
_LEDGER = (
    Column("antwoord-id", "answer_id", "text", 20, "Het antwoord; in elke uitgave hetzelfde"),
    Column("respondent-id", "respondent_id", "text", 16, "Zoals in het databestand"),
    _WAVE,
    Column("vraag", "question", "text", 16, "De open vraag, met haar naam in het studiebestand"),
    Column("lot", "fate_text", "text", 22, "Wat er van het antwoord is geworden"),
    Column("regel", "reason", "text", 24, "De regel die dat besliste"),
    Column("kenmerken", "marks", "text", 24, "Bijvoorbeeld duplicate of foreign"),
    Column("gelijk aan", "duplicate_group", "text", 20, "antwoord-id van de eerste van antwoorden die gelijk zijn"),
    Column("weggelakt", "redacted", "text", 22, "Wat is weggelakt: vermeldingen per soort, nooit de tekst"),
    Column("besluit", "overruled", "text", 30, "Waarom de onderzoeker van de regel afweek"),
)
_CODINGS = (
    Column("antwoord-id", "answer_id", "text", 20, "Het antwoord"),
    _THEME,
    Column("bron", "source", "text", 10, "model of codeur"),
    Column("codeur", "coder", "text", 14, "Wie codeerde"),
    Column("zekerheid", "confidence", "number", 10, "Tussen 0 en 1"),
    Column("codeboek", "codebook_version", "text", 10, "Versie"),
    Column("trekkingskans", "inclusion_probability", "number", 13, "Van een aselect gecodeerd antwoord"),
    Column("segment-id", "segment_id", "text", 20, "Het stuk tekst"),
    _THEME_ID,
)
_EXAMPLES = (
    _QUESTION,
    _THEME,
    _WAVE,
    Column("voorbeeld", "text", "long", 90, "Stuk tekst met dit thema, zonder namen; niet vrijgegeven"),
    Column("antwoord-id", "answer_id", "text", 20, "Het antwoord"),
    _THEME_ID,
)
EXAMPLES = 5


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

    Numbers that are too uncertain to print (flag few or wide) give way to a remark, unless ``uncertain``.
    """
    themes, contrasts = (_named(tables[name], tables, names) for name in ("themes", "contrasts"))
    prevalence = _remarked(_named(_beside(tables["prevalence"]), tables, names), uncertain=uncertain)
    closed = _by_statistic(_remarked(_named(tables["closed"], tables, names), uncertain=uncertain))
    return [
        Sheet("thema's", "De thema's per vraag", _THEMES, themes),
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
    prevalence = _remarked(_named(shown(tables["prevalence"]), tables, names), uncertain=False)
    closed = _by_statistic(_remarked(_named(tables["closed"], tables, names), uncertain=False))
    mentions = _against_all(prevalence, ["question", "theme_id", "wave"])
    answers = _against_all(closed, ["item", "category", "wave"])
    themes = Sheet("thema's", "De thema's per vraag", _THEMES, _named(tables["themes"], tables, names))
    about = "Hoe vaak deelnemers van de instelling elk thema noemen, en alle deelnemers"
    return {
        str(group): [
            themes,
            Sheet("hoe vaak", about, _OWN_PREVALENCE, mentions[mentions["group"] == group]),
            Sheet("gesloten vragen", "Schalen en gesloten vragen", _OWN_CLOSED, answers[answers["group"] == group]),
        ]
        for group in mentions["group"].unique()
    }


def research_sheets(tables: Mapping[str, pd.DataFrame], names: Names) -> list[Sheet]:
    """The sheets for researchers, from the tables before disclosure control."""
    return [
        *public_sheets(tables, names, uncertain=True),
        Sheet(
            "verantwoording", "Wat er van elk antwoord is geworden", _LEDGER, _named(tables["ledger"], tables, names)
        ),
        Sheet("coderingen", "De thema's van elk antwoord", _CODINGS, _named(tables["codings"], tables, names)),
        Sheet("voorbeelden", "Voorbeelden van elk thema", _EXAMPLES, _named(examples(tables), tables, names)),
    ]


def examples(tables: Mapping[str, pd.DataFrame], count: int = EXAMPLES) -> pd.DataFrame:
    """Up to ``count`` different segments of each theme, the surest first, then by their text.

    Returns
    -------
    DataFrame
        theme_id, question, wave, text, answer_id.
    """
    sure = tables["codings"].dropna(subset=["segment_id"]).groupby(["segment_id", "theme_id"])["confidence"].max()
    coded = tables["segments"].dropna(subset=["theme_id"])[["segment_id", "answer_id", "theme_id", "text"]]
    coded = coded.merge(sure.rename("sure").reset_index(), on=["segment_id", "theme_id"], how="left")
    coded = coded.merge(tables["answers"][["answer_id", "question", "wave", "respondent_id"]], on="answer_id")
    coded = coded.assign(sure=coded["sure"].fillna(0.0), folded=coded["text"].str.casefold())
    order = {"theme_id": True, "sure": False, "folded": True, "wave": True, "respondent_id": True}
    coded = coded.sort_values([*order], ascending=[*order.values()], kind="stable")
    coded = coded.drop_duplicates(["theme_id", "folded"])
    return coded.groupby("theme_id").head(count)[["theme_id", "question", "wave", "text", "answer_id"]]


# --- readable columns ---------------------------------------------------------------------------------------------


def _named(frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame], names: Names) -> pd.DataFrame:
    """The table with what its ids are called beside them."""
    added: dict[str, pd.Series] = {}

    def call(column: str, known: Mapping[str, str]) -> pd.Series:
        return frame[column].map({value: known.get(value, value) for value in frame[column].dropna().unique()})

    if "question" in frame:
        added["question_text"] = call("question", names.questions)
    if "theme_id" in frame and "label" not in frame:
        added["label"] = call(
            "theme_id", dict(zip(tables["themes"]["theme_id"], tables["themes"]["label"], strict=True))
        )
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
