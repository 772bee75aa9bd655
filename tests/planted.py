"""Looking for planted words in whole folders, also inside tables, workbooks, SPSS files, databases and archives.

A proof that something is nowhere is worth as much as the search: a container that cannot be opened is an error, and
``tests/test_planted.py`` shows for every kind of file that what is in it is found.
"""

from __future__ import annotations

import base64
import codecs
import gzip
import html
import io
import re
import sqlite3
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

__all__ = ["find_planted"]

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def find_planted(folder: Path, planted: Iterable[str]) -> dict[str, list[str]]:
    """Find strings in all files below a folder, and in the names of files.

    Parameters
    ----------
    folder : Path
        Symbolic links in it are not followed.
    planted : iterable of str

    Returns
    -------
    dict of str to list of str
        For each string that occurs the files that hold it, below ``folder``; a part of a container is "file::part".
        Case, Unicode form (é or e with an accent), encoding (UTF-8, UTF-16, Latin-1) and the escapes of JSON, HTML
        and addresses make no difference.
    """
    wanted = {text: _folded(text) for text in planted}
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        parts: list[tuple[str, bytes]] = [(f"{name}::name", name.encode("utf-8", "surrogateescape"))]
        if path.is_file() and not path.is_symlink():
            parts += _parts(name, path.read_bytes(), path)
        for where, data in parts:
            readings = _readings(data)
            for text, folded in wanted.items():
                places = found.setdefault(text, [])
                if where not in places and any(folded in reading for reading in readings):
                    places.append(where)
    return {text: places for text, places in found.items() if places}


# --- reading one piece of data as text ----------------------------------------------------------------------------


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text).casefold())


def _readings(data: bytes) -> list[str]:
    """The texts that these bytes can be."""
    texts = [data.decode("utf-8", "replace")]
    if not data.isascii():
        texts.append(data.decode("latin-1"))
    if b"\0" in data:
        for start in (0, 1):
            texts += [data[start:].decode(encoding, "replace") for encoding in ("utf-16-le", "utf-16-be")]
    if b"\\u" in data:
        texts.append(_ESCAPE.sub(lambda match: chr(int(match[1], 16)), texts[0]))
    if b"&" in data:
        texts.append(html.unescape(texts[0]))
    if b"%" in data:
        texts.append(unquote_to_bytes(data).decode("utf-8", "replace"))
    return [_folded(text) for text in texts]


# --- containers ---------------------------------------------------------------------------------------------------


def _parts(name: str, data: bytes, path: Path | None = None) -> Iterator[tuple[str, bytes]]:
    """The bytes themselves, and what a container made of them holds."""
    if data.startswith(b"PAR1"):
        yield from _parquet(name, data)
        return
    yield name, data
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield f"{name}::{member}::name", member.encode()
                yield from _parts(f"{name}::{member}", archive.read(member))
    elif data.startswith((b"$FL2", b"$FL3")):
        yield from _sav(name, data, path)
    elif data.startswith(b"SQLite format 3\0"):
        yield from _sqlite(name, data, path)
    elif data.startswith(b"\x1f\x8b"):
        yield from _parts(f"{name}::gunzip", gzip.decompress(data))
    elif data.startswith(b"%PDF"):
        for number, match in enumerate(_PDF_STREAM.finditer(data)):
            try:
                yield f"{name}::stream {number}", zlib.decompress(match[1])
            except zlib.error:
                continue  # a picture, or a stream that is not packed
    elif data.startswith(codecs.BOM_UTF16_LE) or data.startswith(codecs.BOM_UTF16_BE):
        yield f"{name}::utf-16", data.decode("utf-16", "replace").encode("utf-8", "replace")


def _parquet(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    import pyarrow.parquet as pq

    table, footer = pq.read_table(io.BytesIO(data)), pq.read_metadata(io.BytesIO(data))
    # the schema is there in base64, in which any four letters turn up; what it holds is looked through as it is
    schema = (footer.metadata or {}).get(b"ARROW:schema", b"")
    yield name, data.replace(schema, b"") if schema else data
    yield f"{name}::schema", base64.b64decode(schema)
    for key, value in (table.schema.metadata or {}).items():
        yield f"{name}::metadata {key.decode()}", value
    for column in table.column_names:
        yield f"{name}::{column}", "\n".join(map(str, table[column].to_pylist())).encode("utf-8", "replace")
    # statistics and dictionaries may hold values that no row has
    for group in range(footer.num_row_groups):
        yield f"{name}::group {group}", str(footer.row_group(group).to_dict()).encode("utf-8", "replace")
    for column in table.columns:
        if str(column.type).startswith("dictionary"):
            words = [str(word) for chunk in column.chunks for word in chunk.dictionary.to_pylist()]
            yield f"{name}::dictionary", "\n".join(words).encode("utf-8", "replace")


def _sav(name: str, data: bytes, path: Path | None) -> Iterator[tuple[str, bytes]]:
    import pyreadstat

    frame, meta = pyreadstat.read_sav(str(_on_disk(name, path)))
    for column in frame:
        yield f"{name}::{column}", "\n".join(map(str, frame[column])).encode("utf-8", "replace")
    yield f"{name}::labels", str(vars(meta)).encode("utf-8", "replace")


def _sqlite(name: str, data: bytes, path: Path | None) -> Iterator[tuple[str, bytes]]:
    place = _on_disk(name, path)
    with sqlite3.connect(f"file:{place}?mode=ro", uri=True) as database:
        database.text_factory = bytes
        tables = [row[0].decode() for row in database.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            rows = database.execute(f'select * from "{table}"').fetchall()
            cells = (cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row)
            yield f"{name}::{table}", b"\n".join(cells)
    database.close()


def _on_disk(name: str, path: Path | None) -> Path:
    if path is None:
        raise ValueError(f"{name}: a database or SPSS file inside an archive cannot be looked into")
    return path
