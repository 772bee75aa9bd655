"""Writes the three survey files: the same bytes for the same seed, whatever the day."""

from __future__ import annotations

import csv
import datetime
import io
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from generator.design import DOMAINS, INSTITUTIONS, MERGED, QUESTIONS, SCALES, TRAININGS
from generator.scales import NO_OPINION

WRITTEN = datetime.datetime(2022, 6, 1, 12, 0, 0)
"""The date that goes into every file."""
USER_MISSING = {"cijfer": 99, "ervaring": 99}
CODES = {name: code for code, name in enumerate([*(s.name for s in INSTITUTIONS), *MERGED], start=101)}
"""Codes of the institutions, those that have merged since last."""


def survey_table(
    frame: pd.DataFrame, items: pd.DataFrame, closed: pd.DataFrame, texts: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """All waves as a survey file has them: codes, open answers as typed; a column ``wave`` in front."""
    heads = {school.name: school.headcount for school in INSTITUTIONS}
    table = pd.DataFrame({"wave": frame["wave"], "resp": frame["number"], "instelling": frame["institution"]})
    table["team"], table["panel"], table["gewicht"] = frame["team"], frame["panel"], frame["weight"]
    size = np.where(frame["current"].map(heads) > 600, "roc groot", "roc klein")
    table["stratum"] = np.where(frame["type"] == "roc", size, frame["type"])
    table["type"] = frame["type"].map({"roc": 1, "aoc": 2, "vakschool": 3})
    table["domein"] = frame["domain"].map({name: code for name, (code, _, _) in DOMAINS.items()})
    table["vak"] = np.where(frame["avo"], 1, 2)
    table["ervaring"] = np.where(rng.random(len(frame)) < 0.015, USER_MISSING["ervaring"], frame["years"])
    table["geslacht"] = np.where(rng.random(len(frame)) < 0.012, np.nan, frame["gender"])
    table["contract"] = frame["contract"]
    for name in TRAININGS:
        table[name] = frame[name]
    table = pd.concat([table, closed, items], axis=1)
    for question in QUESTIONS:
        table[question] = texts[question]
    return table


def write_2017(table: pd.DataFrame, path: Path) -> None:
    """An Excel workbook as an agency hands it in: ids with zeros, names of institutions, an old column name."""
    import xlsxwriter

    table = table.drop(columns=["wave", "praktijk", "online_uren", "leren_5"])
    table = table.rename(columns={"ervaring": "dienstjaren"})
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False, "strings_to_formulas": False})
    book.set_properties({"title": "Monitor 2017 (synthetische gegevens)", "created": WRITTEN})
    sheet = book.add_worksheet("data")
    sheet.write_row(0, 0, list(table.columns))
    for r, record in enumerate(table.itertuples(index=False), start=1):
        for c, (name, value) in enumerate(zip(table.columns, record, strict=True)):
            if name == "resp":
                sheet.write_string(r, c, f"{value:04d}")
            elif isinstance(value, str):
                sheet.write_string(r, c, value)
            elif value is not None and not np.isnan(value):
                sheet.write_number(r, c, value)
    book.close()


def write_2019(table: pd.DataFrame, path: Path) -> None:
    """A Dutch-style .csv: semicolons, decimal comma, a byte order mark."""
    table = table.drop(columns=["wave", "online_uren"]).assign(instelling=table["instelling"].map(CODES))
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.columns)
    for record in table.itertuples(index=False):
        writer.writerow([_comma(value) for value in record])
    path.write_bytes(lines.getvalue().encode("utf-8-sig"))


def write_2022(table: pd.DataFrame, path: Path) -> None:
    """An SPSS file with variable and value labels and user-missing codes."""
    import pyreadstat

    table = table.drop(columns="wave").assign(instelling=table["instelling"].map(CODES)).reset_index(drop=True)
    for name in ("team", "panel", "stratum", *QUESTIONS):
        table[name] = table[name].fillna("").astype(object)
    numbers = [column for column in table.columns if table[column].dtype != object]
    items = [f"{scale.id}_{i}" for scale in SCALES for i in range(1, scale.items + 1)]
    nominal = ["instelling", "type", "domein", "vak", "geslacht", "contract"]
    pyreadstat.write_sav(
        table.astype(dict.fromkeys(numbers, "float64")),
        str(path),
        file_label="Demo-monitor 2022 (synthetische gegevens)",
        column_labels=_variable_labels(),
        variable_value_labels=_value_labels(items),
        missing_ranges={name: [code] for name, code in USER_MISSING.items()} | {name: [NO_OPINION] for name in items},
        variable_measure=dict.fromkeys(items, "ordinal") | dict.fromkeys(nominal, "nominal"),
        variable_format={n: "F4.0" for n in numbers if n not in ("gewicht", "ervaring", "online_uren")},
        row_compress=True,
    )
    # the header holds the day and time of writing, 9 and 8 characters after 92 others
    data = bytearray(path.read_bytes())
    data[92:109] = b"01 Jun 2212:00:00"
    path.write_bytes(bytes(data))


# --- parts ----------------------------------------------------------------------------------------------------------


def _labels() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("labels.toml").read_text("utf-8"))


def _variable_labels() -> dict[str, str]:
    labels = _labels()
    items = {f"{scale}_{i}": text for scale, texts in labels["items"].items() for i, text in enumerate(texts, start=1)}
    return {**labels["columns"], **labels["open"], **items}


def _value_labels(items: list[str]) -> dict[str, dict[int, str]]:
    found = {name: {int(code): text for code, text in codes.items()} for name, codes in _labels()["values"].items()}
    agree = found.pop("item")
    found |= dict.fromkeys(TRAININGS, found["deelname"])
    found["domein"] = {code: label for code, label, _ in DOMAINS.values()}
    found["instelling"] = {CODES[school.name]: school.name for school in INSTITUTIONS}
    return found | dict.fromkeys(items, agree)


def _comma(value: object) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float):
        return f"{int(value)}" if value == int(value) else f"{value:.10g}".replace(".", ",")
    return str(value)
