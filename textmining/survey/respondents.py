"""The tables of respondents and their answers, from waves that passed the checks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from textmining.study import Closed, Question, Study, normal_code
from textmining.survey.checks import check_numbers
from textmining.survey.labels import Labelled, cut, known_labels, label
from textmining.survey.report import Report
from textmining.survey.scales import scale_scores
from textmining.survey.values import codes, in_order, natural, numbers, respondent_ids
from textmining.survey.waves import WaveData

__all__ = ["closed_statistic", "cluster_labels", "labels_table", "raw_answers", "respondents_of", "responses_of"]


def group_labels(study: Study, waves: Sequence[WaveData], report: Report) -> dict[str, Labelled]:
    """The labels of every group; cells of a cut column that hold no number are reported."""
    found = {}
    for group in study.groups:
        where = f"[[groups]] {group.id}"
        held = [data for data in waves if group.in_wave(data.id)]
        if group.cuts is None:
            found[group.id] = label(group.column, where, held, study.reference_wave, report, values=group.values)
            continue
        for data in held:
            check_numbers(group.column, where, data, report)
        found[group.id] = cut(group.column, group.cuts, held, study.study.language)
    return found


def closed_statistic(closed: Closed, waves: Sequence[WaveData]) -> str:
    """ "mean" or "share" of a closed question.

    As the study says; else "share" where the study gives ``values``, a file calls the column nominal, or it holds text;
    else "mean". Value labels alone do not decide: agreement from 1 to 5 has them too, and is published as a mean.
    """
    if closed.statistic is not None:
        return closed.statistic
    if closed.values is not None or any(data.is_nominal(closed.column) for data in waves):
        return "share"
    columns = [data.column(closed.column).dropna() for data in waves]
    texts = any(len(column) and numbers(column).isna().all() for column in columns)
    return "share" if texts else "mean"


def closed_labels(study: Study, waves: Sequence[WaveData], report: Report) -> dict[str, Labelled | None]:
    """The labels of every closed question that is published as shares; None for means, whose cells are checked."""
    found: dict[str, Labelled | None] = {}
    for closed in study.closed:
        where = f"[[closed]] {closed.id}"
        held = [data for data in waves if closed.in_wave(data.id)]
        if closed_statistic(closed, held) == "share":
            found[closed.id] = label(closed.column, where, held, study.reference_wave, report, values=closed.values)
            continue
        for data in held:
            check_numbers(closed.column, where, data, report)
        found[closed.id] = None
    return found


def respondents_of(
    study: Study, data: WaveData, groups: Mapping[str, Labelled], clusters: Mapping[str, str]
) -> pd.DataFrame:
    """One row per respondent of a wave, by respondent_id: design, groups and scale scores.

    Weights are scaled to mean 1 within the wave; 1 where there are none.
    """
    columns, ids = study.columns, data.ids
    frame = pd.DataFrame({"respondent_id": ids, "wave": pd.Series(data.id, index=ids.index, dtype="str")})
    weights = numbers(data.column(columns.weight)) if columns.weight in data.frame else pd.Series(1.0, index=ids.index)
    # fsum is exact, so the order of the rows cannot show in the last digit
    frame["weight"] = weights * (len(weights) / math.fsum(weights))
    frame["cluster"] = _cluster_codes(study, data, clusters)
    frame["stratum"] = codes(data.column(columns.stratum))
    frame["team"] = codes(data.column(columns.team))
    frame["panel"] = respondent_ids(data.column(columns.panel))
    for group_id, labelled in groups.items():
        frame[group_id] = labelled.values.get(data.id, pd.Series(None, index=ids.index, dtype="str"))
    for scale in study.scales:
        items = pd.DataFrame({item: numbers(data.column(item)) for item in scale.items})
        frame[scale.id] = scale_scores(items if scale.in_wave(data.id) else items.mask(items.notna()), scale)
    return frame.sort_values("respondent_id", ignore_index=True)


def responses_of(study: Study, data: WaveData, closed: Mapping[str, Labelled | None]) -> pd.DataFrame:
    """One row per respondent of a wave, by respondent_id: scale items (not turned round) and closed questions."""
    ids = data.ids
    found: dict[str, pd.Series] = {"respondent_id": ids, "wave": pd.Series(data.id, index=ids.index, dtype="str")}
    for scale in study.scales:
        for item in scale.items:
            values = numbers(data.column(item))
            found[item] = values if scale.in_wave(data.id) else found.get(item, values.mask(values.notna()))
    for part in study.closed:
        labelled = closed[part.id]
        if labelled is not None:
            found[part.id] = labelled.values.get(data.id, pd.Series(None, index=ids.index, dtype="str"))
        else:
            values = numbers(data.column(part.column))
            found[part.id] = values if part.in_wave(data.id) else values.mask(values.notna())
    return pd.DataFrame(found).sort_values("respondent_id", ignore_index=True)


def raw_answers(question: Question, data: WaveData, report: Report) -> pd.DataFrame:
    """One row per respondent of a wave, by respondent_id: whether the question was put, and the answer as typed."""
    ids, given = data.ids, question.in_wave(data.id) and question.column in data.frame
    asked = pd.Series(given, index=ids.index)
    text = data.column(question.column) if given else pd.Series(None, index=ids.index, dtype="str")
    if given and question.asked is not None:
        routes = [normal_code(value) for value in question.asked.values]
        asked = codes(data.column(question.asked.column)).isin(routes)
        where = f"[[questions]] {question.id}: asked"
        stray = int((~asked & text.notna()).sum())
        if not asked.any():
            report.notice(data.file.name, f"by {where} the question was put to nobody in wave {data.id}.")
        elif stray:
            told = f"{stray} answers do not count: by {where} the question was not put to those respondents."
            report.notice(data.file.name, told, "Check the values of asked.")
    frame = pd.DataFrame(
        {
            "respondent_id": ids,
            "wave": pd.Series(data.id, index=ids.index, dtype="str"),
            "question": pd.Series(question.id, index=ids.index, dtype="str"),
            "asked": asked.astype("bool"),
            "text": codes(text) if text.dtype == "float64" else text,
        }
    )
    return frame.sort_values("respondent_id", ignore_index=True)


def cluster_labels(study: Study, waves: Sequence[WaveData], report: Report) -> dict[str, str]:
    """Code to label of the clusters, from the files."""
    if study.columns.cluster is None:
        return {}
    return known_labels(study.columns.cluster, waves, study.reference_wave, report)


def labels_table(
    study: Study, groups: Mapping[str, Labelled], closed: Mapping[str, Labelled | None], clusters: Mapping[str, str]
) -> pd.DataFrame:
    """The table ``labels``: one row per label, in the order in which they are shown.

    Kinds are group, closed (only those published as shares), scale (one row each), profile and cluster. Where several
    codes share a label, ``code`` is the first.
    """
    rows: list[tuple[str, str, str, str, int]] = []

    def add(kind: str, part: str, labels: Mapping[str, str]) -> None:
        rows.extend((kind, part, code, text, place) for place, (text, code) in enumerate(labels.items()))

    for group_id, labelled in groups.items():
        add("group", group_id, labelled.labels)
    for closed_id, shares in closed.items():
        if shares is not None:
            add("closed", closed_id, shares.labels)
    rows.extend(("scale", scale.id, scale.id, scale.label, place) for place, scale in enumerate(study.scales))
    if study.profile:
        add("profile", study.profile.id, {text: str(n) for n, text in enumerate(study.profile.groups, start=1)})
    rows.extend(("cluster", "cluster", code, text, place) for place, (code, text) in enumerate(clusters.items()))
    table = pd.DataFrame(rows, columns=["kind", "id", "code", "label", "position"])
    return table.astype({"kind": "str", "id": "str", "code": "str", "label": "str", "position": "int64"})


def _cluster_codes(study: Study, data: WaveData, clusters: Mapping[str, str]) -> pd.Series:
    """Codes of the clusters, those that merged under the code they have now.

    Where a file holds an institution's name instead of its code, the code is looked up in the other files' labels.
    """
    found = codes(data.column(study.columns.cluster))
    names = list(clusters.values())
    by_name = {text: code for code, text in clusters.items() if names.count(text) == 1}
    merged = {normal_code(old): normal_code(new) for old, new in study.merged.items()}

    def current(code: str) -> str:
        code = code if code in clusters else by_name.get(code, code)
        seen = set()
        while code in merged and code not in seen:
            seen.add(code)
            code = merged[code]
        return code

    return found.map({code: current(code) for code in sorted(in_order(found), key=natural)}).astype("str")
