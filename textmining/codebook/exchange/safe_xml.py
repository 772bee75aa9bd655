"""Reading XML that anyone may have made: no document type, so no entities, and bounded in every direction."""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from textmining.errors import Problem, UsageError

__all__ = ["read_xml"]

MAX_XML = 300_000_000
MAX_ELEMENTS = 5_000_000
MAX_DEPTH = 60
"""Codes within codes; a codebook has two or three levels."""


class _RefusedError(Exception):
    pass


def read_xml(data: bytes, name: str) -> tuple[Element, str]:
    """Read a document.

    Parameters
    ----------
    data : bytes
    name : str
        Of the file, for messages.

    Returns
    -------
    root : Element
        Names of elements and attributes without their namespace.
    namespace : str
        Of the root; "" where it has none.

    Raises
    ------
    UsageError
        In Dutch, if it is no XML, has a document type or is larger or deeper than a project is.
    """
    if len(data) > MAX_XML:
        raise UsageError(Problem(name, f"is groter dan {MAX_XML // 1_000_000} MB.", "Exporteer een kleiner project."))
    builder, open_elements, count, namespace = TreeBuilder(), 0, 0, ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal open_elements, count, namespace
        open_elements += 1
        count += 1
        if open_elements > MAX_DEPTH or count > MAX_ELEMENTS:
            raise _RefusedError("heeft meer of dieper geneste onderdelen dan een project heeft.")
        where, _, local = tag.rpartition("}")
        namespace = where if count == 1 else namespace
        builder.start(local, {key.rpartition("}")[2]: value for key, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal open_elements
        open_elements -= 1
        builder.end(tag.rpartition("}")[2])

    def refuse(*_: object) -> None:
        raise _RefusedError("bevat een documenttype (DOCTYPE); dat wordt om veiligheid niet gelezen.")

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except _RefusedError as error:
        raise UsageError(Problem(name, str(error), "Exporteer het opnieuw.")) from error
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise UsageError(
            Problem(name, f"is geen geldige XML ({str(error)[:80]}).", "Exporteer het opnieuw.")
        ) from error
    return builder.close(), namespace
