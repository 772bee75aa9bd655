"""Writing an edition: three folders, each with what its readers may see, and a manifest that leads back."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from textmining.errors import WorkspaceError
from textmining.publishing.accounting import coding_counts, coverage, participants
from textmining.publishing.coding_aids import coding_aids
from textmining.publishing.content import CONTRACT, FROM_CODING, EditionContent, Names
from textmining.publishing.data_report import as_table, data_report, describe
from textmining.publishing.data_sheets import data_sheets
from textmining.publishing.dutch import file_names
from textmining.publishing.fate_examples import fate_examples
from textmining.publishing.institutions import institutions
from textmining.publishing.manifest import library_versions, manifest
from textmining.publishing.map import public_maps, research_maps
from textmining.publishing.public_report import PublicReport, public_report
from textmining.publishing.quality import theme_quality
from textmining.publishing.research_sheets import research_sheets
from textmining.publishing.sheets import institution_sheets, notes, public_sheets
from textmining.publishing.site.data import SiteData
from textmining.publishing.site.render import write_research_maps, write_site
from textmining.publishing.spss import write_respondents
from textmining.publishing.suppression import Disclosure, Setting, setting_of, suppress
from textmining.publishing.words import public_themes
from textmining.publishing.workbook import write_workbook
from textmining.workspace import write_json, write_table

__all__ = ["publish", "write_research_workbook"]

PUBLIC_TABLES = ("themes", "prevalence", "contrasts", "closed")
_CSV_NOTE = """\
{title}
Editie {edition}{state}

De tabellen staan hier als .csv (puntkomma, decimale komma, UTF-8: opent zo in Excel) en als .parquet.
Een lege cel is onbekend of niet getoond; bij suppressed = True waren er te weinig deelnemers, of
kwamen zij van één instelling. Staat er few of wide in flag, dan is het getal te onzeker om te publiceren.
Heeft een thema in themes een parent_id, dan is het een subthema: wie het noemt, noemt ook dat hoofdthema.
Verborgen getallen zijn soms nog uit te rekenen (totaal min de rest): deel deze tabellen alleen met wie
dat mag weten, tot een latere versie ook dat afschermt.
Een ' voor een tekst die met = + - of @ begint hoort niet bij de tekst: zo wordt ze in Excel geen formule.
Wat de kolommen betekenen staat in ../workbook.xlsx, blad leesmij.
"""


def publish(content: EditionContent, folder: Path) -> None:
    """Write an edition into an empty folder.

    Parameters
    ----------
    content : EditionContent
        Tables before disclosure control; what goes into ``publiek/`` and ``instelling/`` goes through it first.
    folder : Path
        An existing, empty folder. It receives ``publiek/``, ``instelling/<id>/``, ``onderzoek/`` and, last,
        ``manifest.json``; files of the second and third have mode 600, their folders 700.

    Raises
    ------
    WorkspaceError
        If the folder is not empty, or cannot be written.
    """
    started = time.perf_counter()
    if not folder.is_dir() or any(folder.iterdir()):
        raise WorkspaceError(f"{folder}: an edition is written into an empty folder only.")
    try:
        names = Names.of(content.study, content.tables["labels"])
        setting = setting_of(content.study, content.tables)
        rows = describe(content.tables)
        report = data_report(rows, content.study, content.tables["respondents"])
        disclosure, themes = _disclosed(content, setting)
        site = _site_data(content, names, disclosure, themes, public_report(rows, report, setting))
        _write_public(content, site, folder / "publiek")
        parts = [
            disclosure.hidden.assign(place="publiek"),
            _write_institutions(content, themes, names, folder / "instelling"),
        ]
        hidden = pd.concat(parts, ignore_index=True)
        beside = {"data_report": as_table(report), "suppressed": hidden, **coding_aids(content.tables)}
        _write_research(content, names, rows, beside, folder / "onderzoek")
        record = manifest(content, hidden, folder, time.perf_counter() - started)
        write_json(folder / "manifest.json", record, mode=0o644)
    except OSError as error:
        raise WorkspaceError(
            f"{folder}: the edition cannot be written ({error.strerror or error}). Free space or check rights."
        ) from error


def _disclosed(content: EditionContent, setting: Setting) -> tuple[Disclosure, pd.DataFrame]:
    """The tables that anyone may see."""
    tables, study = content.tables, content.study
    disclosure = suppress(tables, study, setting)
    themes = public_themes(tables["themes"], tables["answers"], tables["segments"], tables["respondents"], study)
    return disclosure, themes


def _site_data(
    content: EditionContent, names: Names, disclosure: Disclosure, themes: pd.DataFrame, report: PublicReport
) -> SiteData:
    return SiteData(
        study=content.study,
        edition_id=content.edition_id,
        concept=content.concept,
        names=names,
        themes=themes,
        **disclosure.tables,
        report=report,
        participants=participants(content.tables["respondents"], content.study),
        coverage=coverage(content.tables, content.study),
        coding=coding_counts(content.tables, content.study),
        hidden=disclosure.hidden,
        facts={**content.facts, "versions": library_versions()},
        maps=public_maps(content, themes, disclosure.tables["prevalence"]),
        quality=theme_quality(content),
    )


def _write_public(content: EditionContent, site: SiteData, folder: Path) -> None:
    folder.mkdir()
    (folder / "tables").mkdir()
    tables = {name: getattr(site, name) for name in PUBLIC_TABLES}
    for name in PUBLIC_TABLES:
        _write_parquet(content, tables[name], folder / "tables" / f"{name}.parquet")
        _write_csv(tables[name], folder / "tables" / f"{name}.csv")
    state = " – CONCEPT, niet ondertekend, niet verspreiden" if content.concept else ""
    state += " – SYNTHETISCHE GEGEVENS" if content.study.study.synthetic else ""
    note = _CSV_NOTE.format(title=content.study.study.title, edition=content.edition_id, state=state)
    (folder / "tables" / "LEESMIJ.txt").write_text(note, encoding="utf-8")
    write_workbook(
        folder / "workbook.xlsx", _title(content), notes(content, "iedereen"), public_sheets(tables, site.names)
    )
    write_site(site, folder / "site")


def _write_institutions(content: EditionContent, themes: pd.DataFrame, names: Names, folder: Path) -> pd.DataFrame:
    """One folder per institution; returns what was hidden."""
    found = institutions(content)
    sheets = institution_sheets({"themes": themes, **found.disclosure.tables}, names)
    places = file_names(found.groups)
    _private_folder(folder)
    for institution, group in found.groups.items():
        place = _private_folder(folder / places[institution])
        name = found.names[institution]
        reading = notes(content, f"alleen {name}")
        write_workbook(place / "workbook.xlsx", f"{_title(content)} – {name}", reading, sheets.get(group, []))
        (place / "workbook.xlsx").chmod(0o600)
    return found.disclosure.hidden.assign(place="instelling")


def _write_research(
    content: EditionContent, names: Names, rows: pd.DataFrame, beside: Mapping[str, pd.DataFrame], folder: Path
) -> None:
    """Write the tables of the contract and those beside them, and what is made from them."""
    _private_folder(folder)
    tables = content.tables
    for name in (*CONTRACT, *(name for name in FROM_CODING if name in tables)):
        write_table(_private_folder(folder / "tables"), name, tables[name])
    for name, frame in beside.items():
        _write_parquet(content, frame, folder / "tables" / f"{name}.parquet")
        (folder / "tables" / f"{name}.parquet").chmod(0o600)
    note = f"{_title(content)} - editie {content.edition_id}"
    write_respondents(
        folder / "respondents.sav", tables["respondents"], tables["labels"], tables["themes"], content.study, note=note
    )
    whole = dataclasses.replace(content, tables={**tables, **beside})
    _write_research_workbook(whole, names, rows, beside["data_report"], folder / "workbook.xlsx")
    (folder / "respondents.sav").chmod(0o600)
    maps = research_maps(content)
    if maps:
        _private_folder(folder / "kaart")
        write_research_maps(maps, content, folder / "kaart")
        for path in (folder / "kaart").iterdir():
            path.chmod(0o600)


def write_research_workbook(content: EditionContent, names: Names, path: Path) -> None:
    """Write the workbook of ``onderzoek/``: figures before disclosure control, and what became of every answer.

    Where the tables hold ``data_report``, its figures are shown: those of an edition stay what they were when answers
    are removed from it. What coders look at beside the themes is shown where the tables hold it: see ``coding_aids``.
    """
    rows = describe(content.tables)
    figures = content.tables.get("data_report")
    if figures is None:
        figures = as_table(data_report(rows, content.study, content.tables["respondents"]))
    _write_research_workbook(content, names, rows, figures, path)


def _write_research_workbook(
    content: EditionContent, names: Names, rows: pd.DataFrame, figures: pd.DataFrame, path: Path
) -> None:
    sheets = research_sheets(content.tables, names) + data_sheets(figures, fate_examples(rows), names)
    reading = notes(content, "alleen het onderzoeksteam: cijfers vóór onderdrukking, en antwoorden")
    write_workbook(path, _title(content), reading, sheets)
    path.chmod(0o600)


def _private_folder(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    return folder


def _title(content: EditionContent) -> str:
    return f"CONCEPT – {content.study.study.title}" if content.concept else content.study.study.title


def _write_parquet(content: EditionContent, frame: pd.DataFrame, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    state = "concept" if content.concept else "signed off"
    about = {b"edition": content.edition_id.encode(), b"state": state.encode()}
    pq.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), **about}), path)


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    """As Dutch Excel reads it, with nothing that it would take for a formula, nor a lone return, which ends a line."""
    text = frame.select_dtypes("str")
    safe = {
        name: column.where(~column.str.match(r"[=+\-@\t\r]", na=False), "'" + column).str.replace("\r", "\n")
        for name, column in text.items()
    }
    frame.assign(**safe).to_csv(path, sep=";", decimal=",", index=False, encoding="utf-8-sig")
