"""Where personal data of a study lie: its private folder, and every folder that runs wrote to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textmining.errors import WorkspaceError
from textmining.forgetting.folders import refuse_link
from textmining.pipeline import Project
from textmining.places import Places, owner_mark

__all__ = ["Kept", "places_told", "read_manifest"]


@dataclass(frozen=True)
class Kept:
    """Everything that is kept of a study's respondents.

    Attributes
    ----------
    study_id : str
    private : Path
    outputs, models : tuple of Path
        The study's folders: those that the call names, and those that runs recorded.
    owners : frozenset of str
        Marks of the study. Two studies may have one id and one place: what has another mark is not touched.
    missing : tuple of Path
        Recorded folders that are not there: a disk that is not mounted, or a folder that was moved.
    """

    study_id: str
    private: Path
    outputs: tuple[Path, ...]
    models: tuple[Path, ...]
    owners: frozenset[str]
    missing: tuple[Path, ...]

    @classmethod
    def of(cls, project: Project) -> Kept:
        """Everything that is kept of an open study."""
        workspace, study_id = project.workspace, project.study.id
        recorded = Places.read(workspace.private)
        has_key = (workspace.private / "key").exists()  # not asked for where it is gone: that would make another
        return cls(
            study_id,
            workspace.private,
            tuple(dict.fromkeys([workspace.outputs, *recorded.outputs])),
            tuple(dict.fromkeys([workspace.models / study_id, *recorded.models])),
            recorded.owners | ({owner_mark(workspace.key())} if has_key else frozenset()),
            tuple(place for place in (*recorded.outputs, *recorded.models) if not _is_there(place)),
        )

    def editions(self) -> list[Path]:
        """The folders of the study's editions, also those set aside as damaged and those that a link leads to."""
        found = {path.resolve(): path for path, linked in self._entries() if self._is_own(path, linked)}
        return sorted(found.values())

    def others(self) -> list[Path]:
        """What lies among the editions and is another study's by its mark, or is behind a link and none of this one."""
        return sorted({path for path, linked in self._entries() if not self._is_own(path, linked)})

    def not_reached(self) -> list[Path]:
        """Places that are not there now, and may come back with personal data."""
        links = (path for place in self.outputs for path in _listed(place) if path.is_symlink() and not path.exists())
        return [*self.missing, *(link for link in links if link.resolve().parent != link.parent.resolve())]

    def looked_in(self) -> list[Path]:
        """The folders that were looked in for editions and fitted models."""
        return [place for place in (*self.outputs, *self.models) if _is_there(place)]

    def stage_folders(self) -> list[Path]:
        """The folders of all stage results, whatever study file, data or code they are of."""
        return sorted(p for p in (self.private / "stages").glob("*/*") if p.is_dir())

    def research_tables(self) -> list[Path]:
        """The folders with tables that are not for everybody: stage results and ``onderzoek/tables`` of editions."""
        published = (edition / "onderzoek" / "tables" for edition in self.editions())
        return [*self.stage_folders(), *(folder for folder in published if folder.is_dir())]

    def fitted_models(self) -> list[Path]:
        """The study's fitted models; a language model that lies there under the study's name is none."""
        cards = {card.resolve(): card for place in self.models for card in place.glob("*/card.json")}
        return sorted(card.parent for card in cards.values() if self._has_own_mark(_read(card)))

    def refuse_links(self) -> None:
        """Stop before anything is changed behind a symbolic link.

        Raises
        ------
        WorkspaceError
            If stage results, vectors, models or ``onderzoek/`` of an edition are one, or have one in them.
        """
        roots = [self.private, *(edition / "onderzoek" for edition in self.editions())]
        for root in (*roots[1:], *(model.parent for model in self.fitted_models()), *self.fitted_models()):
            refuse_link(root)
        for root in roots:
            for path in sorted(root.rglob("*")):
                refuse_link(path)

    def refuse_unreadable(self) -> None:
        """Stop where a place is there and cannot be looked in.

        Raises
        ------
        WorkspaceError
            With the first of them.
        """
        for place in (*self.outputs, *self.models):
            try:
                _ = next(place.iterdir(), None)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise WorkspaceError(
                    f"{place}: cannot be looked in ({error.strerror}), so personal data there are not removed yet. "
                    "Check its rights; the next command on the study goes on with it."
                ) from error

    def _entries(self) -> Iterator[tuple[Path, bool]]:
        """Folders among the editions, and whether a link from elsewhere led there; not ``latest``."""
        for place in self.outputs:
            for path in _listed(place):
                if path.name.startswith(".") or not path.is_dir():
                    continue
                target = path.resolve()
                if not path.is_symlink():
                    yield path, False
                elif target.parent != place.resolve():
                    yield target, True

    def _is_own(self, folder: Path, linked: bool) -> bool:
        study = read_manifest(folder).get("study")
        facts = study if isinstance(study, dict) else {}
        return self._has_own_mark(facts) and (not linked or facts.get("id") == self.study_id)

    def _has_own_mark(self, facts: dict[str, Any]) -> bool:
        """Whether something is the study's; what was made before there were marks is by its place."""
        return facts.get("owner") is None or facts["owner"] in self.owners


def places_told(kept: Kept) -> list[str]:
    """Where was looked, and what was not, in lines."""
    return [
        f"looked in: {', '.join(map(str, kept.looked_in())) or 'no folder of editions or models, for there is none'}",
        *(
            f"not reached: {place} is not there; bring it back, then give the command again"
            for place in kept.not_reached()
        ),
        *(f"look yourself: {place} has not the mark of this study, and was not changed" for place in kept.others()),
    ]


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an edition; empty where it is damaged, for personal data go all the same."""
    record = _read(folder / "manifest.json")
    return record if isinstance(record.get("files"), dict) else {}


def _read(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _is_there(path: Path) -> bool:
    try:
        _ = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True  # it cannot be looked at, which is not the same
    return True


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []  # refuse_unreadable says so
