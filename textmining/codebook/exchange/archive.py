"""Opening zip archives that anyone may have made (.xlsx, .qdpx): looked at before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from textmining.errors import Problem, UsageError

__all__ = ["Archive", "open_archive"]

MAX_BYTES = 200_000_000
MAX_UNPACKED = 500_000_000
MAX_ENTRIES = 100_000
"""A project has one entry per answer."""

_DIRECTORY_ENTRY = b"PK\x01\x02"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Archive:
    """An archive whose names and sizes were found to be sane; nothing of it is ever written to disk.

    Attributes
    ----------
    name : str
        Of the file, for messages.
    entries : tuple of str
        Names, with "/" between folders; folders themselves left out.
    """

    name: str
    entries: tuple[str, ...]
    _zip: zipfile.ZipFile

    def read(self, entry: str) -> bytes:
        """Unpack one entry; no more than the archive's directory said it would be.

        Raises
        ------
        UsageError
            If it is damaged.
        """
        try:
            return self._zip.read(entry)
        except Exception as error:  # zipfile raises many kinds on damaged parts
            raise _refused(self.name, f"onderdeel {entry[:80]!r} is beschadigd.", _AGAIN) from error


_AGAIN = "Sla het opnieuw op in het programma waarmee het is gemaakt."


def open_archive(data: bytes, name: str, kind: str) -> Archive:
    """Open an archive.

    Parameters
    ----------
    data : bytes
    name : str
        Of the file, for messages.
    kind : str
        What it should be, in Dutch, without its article: "Excel-werkmap (.xlsx)".

    Raises
    ------
    UsageError
        In Dutch, if it is something else, is protected, would unpack to more than ``MAX_UNPACKED`` bytes or
        ``MAX_ENTRIES`` parts, names the same part twice, or a part outside itself.
    """
    if len(data) > MAX_BYTES:
        raise _refused(name, f"is groter dan {MAX_BYTES // 1_000_000} MB.", "Kies een kleiner bestand.")
    if data.startswith(_OLD_OFFICE):
        raise _refused(
            name, f"is een oud of met een wachtwoord beveiligd bestand, geen {kind}.", "Sla het op zonder wachtwoord."
        )
    if data.count(_DIRECTORY_ENTRY) > MAX_ENTRIES:
        raise _refused(name, f"heeft meer dan {MAX_ENTRIES} onderdelen.", "Kies een kleiner bestand.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except Exception as error:  # zipfile raises many kinds on a damaged directory
        raise _refused(name, f"is geen {kind}, of is beschadigd.", _AGAIN) from error
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise _refused(name, f"wordt uitgepakt {unpacked // 1_000_000} MB, veel te groot.", "Kies een kleiner bestand.")
    names = [entry.filename for entry in entries]
    for entry in entries:
        if not _inside(entry.filename):
            raise _refused(name, f"bevat een onderdeel buiten het archief: {entry.filename[:80]!r}.", _AGAIN)
        if entry.flag_bits & 1:
            raise _refused(name, "is met een wachtwoord beveiligd.", "Sla het op zonder wachtwoord.")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refused(name, "is op een ongebruikelijke manier ingepakt.", _AGAIN)
    if len(set(names)) < len(names):
        raise _refused(name, "bevat tweemaal een onderdeel met dezelfde naam.", _AGAIN)
    return Archive(name, tuple(entry for entry in names if not entry.endswith("/")), archive)


def _inside(entry: str) -> bool:
    parts = entry.replace("\\", "/").split("/")
    return ".." not in parts and parts[0] != "" and ":" not in parts[0] and entry.isprintable()


def _refused(name: str, what: str, remedy: str) -> UsageError:
    return UsageError(Problem(name, what, remedy))
