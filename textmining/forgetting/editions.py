"""Personal data in editions: they are in ``onderzoek/`` only, and the manifest tells that some were removed.

``publiek/`` and ``instelling/`` hold figures after disclosure control, and no text of a respondent. Answers that a
coder cleared for publication would be personal data there: what publishes them must have them removed from here too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from textmining.errors import StageError
from textmining.forgetting.filtering import Category, names_one, without
from textmining.forgetting.folders import sweep, vanish
from textmining.forgetting.kept import read_manifest
from textmining.study import Study
from textmining.survey import Forgotten
from textmining.workspace import file_fingerprint, write_bytes, write_json

__all__ = ["EditionChange", "remove_research", "remove_respondents"]

_ON_REQUEST = "Op verzoek verwijderd uit onderzoek/; de cijfers van deze editie zijn die van daarvoor."
_UNREADABLE = "Bij een verwijdering op verzoek was onderzoek/ onleesbaar; het is in zijn geheel verwijderd."
_BY_DATE = "De bewaartermijn is verstreken; onderzoek/ is verwijderd."
_RESPONDENTS = "respondents"
"""Its table is written last: while it names somebody, that person's removal from the edition is not done."""


@dataclass(frozen=True)
class EditionChange:
    """What was removed from an edition.

    Attributes
    ----------
    changed : bool
    lost : tuple of str
        Files that could not be made again without the respondents, and were removed.
    unknown : tuple of str
        Files in ``onderzoek/`` that are not the edition's own: somebody put them there, and must look into them.
    """

    changed: bool = False
    lost: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def remove_respondents(
    folder: Path,
    forgotten: Forgotten,
    study: Study,
    today: date,
    step: Callable[[str], None],
    lost_categories: frozenset[Category] = frozenset(),
) -> EditionChange:
    """Take forgotten respondents out of an edition.

    Parameters
    ----------
    folder : Path
        The edition.
    forgotten : Forgotten
        While it is not complete, an edition that was half done before is finished too.
    study : Study
        For what questions and groups are called in the workbook.
    today : date
        For the manifest.
    step : callable
        Told of each file before it is written.
    lost_categories : frozenset of (wave, item, category)
        Answers to closed questions that nobody else gave.
    """
    research, record = folder / "onderzoek", read_manifest(folder)
    for place in (folder, research, research / "tables"):
        sweep(place)
    half_done = not forgotten.complete and _is_stale(folder, record)
    if not research.is_dir():
        if half_done:
            _note(folder, record, today, None, _UNREADABLE)
        return EditionChange(changed=half_done)
    tables = _read_tables(research / "tables")
    if tables is None:  # nobody can tell any more whose rows are in it
        step(f"{folder.name}: onderzoek")
        vanish(research)
        _note(folder, record, today, None, _UNREADABLE)
        return EditionChange(changed=True, lost=("onderzoek/",))
    own = set(record.get("files", {}))
    others = {p for p in research.rglob("*") if p.is_file() and p.parent != research / "tables"}
    unknown = tuple(sorted(str(p.relative_to(folder)) for p in others if p.relative_to(folder).as_posix() not in own))
    if not half_done and not any(names_one(frame, forgotten) for frame in tables.values()):
        return EditionChange(unknown=unknown)
    respondents = tables[_RESPONDENTS]
    count = int(forgotten.chosen(respondents["wave"], respondents["respondent_id"]).sum())
    kept = without(tables, forgotten, lost_categories)
    lost = []
    for path in sorted(others):
        name = path.relative_to(folder).as_posix()
        if name not in own:
            continue
        step(f"{folder.name}: {name}")
        made = _made_again(path, study, record, kept, forgotten)
        if made is None:
            path.unlink()
            lost.append(name)
        else:
            write_bytes(path, made)
    for table in sorted(kept, key=lambda table: (table == _RESPONDENTS, table)):
        if not kept[table].equals(tables[table]):
            step(f"{folder.name}: {table}")
            write_bytes(research / "tables" / f"{table}.parquet", _parquet(kept[table]))
    step(f"{folder.name}: manifest")
    _note(folder, record, today, count or None, _ON_REQUEST)
    return EditionChange(True, tuple(lost), unknown)


def remove_research(folder: Path, today: date, step: Callable[[str], None]) -> EditionChange:
    """Take everybody out of an edition: ``onderzoek/`` goes, ``publiek/``, ``instelling/`` and the manifest stay."""
    record = read_manifest(folder)
    sweep(folder)
    step(f"{folder.name}: onderzoek")
    found = vanish(folder / "onderzoek")
    if found or any(name.startswith("onderzoek/") for name in record.get("files", {})):
        step(f"{folder.name}: manifest")
        _note(folder, record, today, None, _BY_DATE)
    return EditionChange(changed=found)


def _made_again(
    path: Path,
    study: Study,
    record: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    forgotten: Forgotten,
) -> bytes | None:
    """The bytes of a file of the edition without these respondents; None where it cannot be made."""
    import pyreadstat

    from textmining.forgetting.rewriting import csv_bytes, sav_bytes, workbook_bytes

    try:
        if path.suffix == ".sav":
            return sav_bytes(path, forgotten)
        if path.name == "workbook.xlsx":
            return workbook_bytes(path, study, record, tables)
        if path.suffix == ".csv":
            return csv_bytes(path, forgotten, tables["ledger"]["answer_id"])
    except (StageError, KeyError, ValueError, TypeError, pyreadstat.PyreadstatError, pyreadstat.ReadstatError):
        return None  # an edition of an older version, or a damaged file: what cannot be made again must not stay
    return None


def _read_tables(folder: Path) -> dict[str, pd.DataFrame] | None:
    """All tables of an edition; None where one cannot be read, or it is not known whose answers are whose."""
    try:
        tables = {path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
    except (OSError, ValueError):
        return None
    known = {"ledger": {"answer_id", "wave", "respondent_id"}, _RESPONDENTS: {"wave", "respondent_id"}}
    return tables if all(columns <= set(tables.get(name, ())) for name, columns in known.items()) else None


def _parquet(frame: pd.DataFrame) -> bytes:
    target = BytesIO()
    frame.to_parquet(target, index=False)
    return target.getvalue()


# --- the manifest -------------------------------------------------------------------------------------------------


def _is_stale(folder: Path, record: Mapping[str, Any]) -> bool:
    """Whether files of ``onderzoek/`` are not those that the manifest knows."""
    return any(
        not (folder / name).is_file() or file_fingerprint(folder / name) != checksum
        for name, checksum in record.get("files", {}).items()
        if name.startswith("onderzoek/")
    )


def _note(folder: Path, record: Mapping[str, Any], today: date, respondents: int | None, note: str) -> None:
    """Bring the checksums up to date and tell that respondents were removed, not whom; null: how many is unknown."""
    if not record:
        return
    files = {
        name: file_fingerprint(folder / name) if name.startswith("onderzoek/") else checksum
        for name, checksum in record["files"].items()
        if not name.startswith("onderzoek/") or (folder / name).is_file()
    }
    entry = {"date": today.isoformat(), "respondents": respondents, "note": note}
    removed = [*record.get("removed", []), entry]
    write_json(folder / "manifest.json", {**record, "files": files, "removed": removed}, mode=0o644)
