"""The structure of REFI-QDA project exchange 1.0, as far as texts go, as rules that a project is held against.

Written by us from the published schema (Project.xsd, 18 March 2019, www.qdasoftware.org), which is not part of this
repository: the order and number of child elements, required and allowed attributes, the forms of GUIDs, colours, times
and numbers. Beyond the schema: GUIDs differ, references resolve, positions are inside their texts.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree

NAMESPACE = "{urn:QDA-XML:project:1.0}"
CODEBOOK_NAMESPACE = "{urn:QDA-XML:codebook:1.0}"

_GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}"
_TIME = r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"
_KINDS = {
    "guid": _GUID,
    "colour": "#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})",
    "time": _TIME,
    "bool": "true|false|1|0",
    "int": r"[+-]?\d+",
    "text": r"(?s).*",
    "variable": "Text|Boolean|Integer|Float|Date|DateTime",
}
_MADE = {"creatingUser": "guid", "creationDateTime": "time", "modifyingUser": "guid", "modifiedDateTime": "time"}

# attributes: name to kind, "!" where required
ATTRIBUTES: dict[str, dict[str, str]] = {
    "Project": {
        "name": "text!", "origin": "text", "creatingUserGUID": "guid", "creationDateTime": "time",
        "modifyingUserGUID": "guid", "modifiedDateTime": "time", "basePath": "text",
    },
    "User": {"guid": "guid!", "name": "text", "id": "text"},
    "Code": {"guid": "guid!", "name": "text!", "isCodable": "bool!", "color": "colour"},
    "Variable": {"guid": "guid!", "name": "text!", "typeOfVariable": "variable!"},
    "TextSource": {"guid": "guid!", "name": "text", "richTextPath": "text", "plainTextPath": "text", **_MADE},
    "PlainTextSelection": {
        "guid": "guid!", "name": "text", "startPosition": "int!", "endPosition": "int!", **_MADE,
    },
    "Coding": {"guid": "guid!", "creatingUser": "guid", "creationDateTime": "time"},
    "CodeRef": {"targetGUID": "guid!"},
    "NoteRef": {"targetGUID": "guid!"},
    "VariableRef": {"targetGUID": "guid!"},
}  # fmt: skip
ATTRIBUTES["Note"] = ATTRIBUTES["TextSource"]

# children in their order: "?" at most one, "*" any number, "+" one or more, else exactly one
CHILDREN: dict[str, list[str]] = {
    "Project": ["Users?", "CodeBook?", "Variables?", "Cases?", "Sources?", "Notes?", "Links?", "Sets?", "Graphs?",
                "Description?", "NoteRef*"],
    "Users": ["User+"],
    "CodeBook": ["Codes"],
    "Codes": ["Code+"],
    "Code": ["Description?", "NoteRef*", "Code*"],
    "Variables": ["Variable+"],
    "Variable": ["Description?"],
    "Sources": ["TextSource+"],
    "TextSource": ["Description?", "PlainTextContent?", "PlainTextSelection*", "Coding*", "NoteRef*", "VariableValue*"],
    "PlainTextSelection": ["Description?", "Coding*", "NoteRef*"],
    "Coding": ["CodeRef", "NoteRef*"],
    "VariableValue": ["VariableRef", "TextValue?"],
    "Notes": ["Note+"],
}  # fmt: skip
CHILDREN["Note"] = CHILDREN["TextSource"]


def structure_faults(root: ElementTree.Element, namespace: str = NAMESPACE) -> list[str]:
    """What of an element and all below it breaks the rules of the schema."""
    faults = []
    for element in root.iter():
        name = element.tag.removeprefix(namespace)
        if not element.tag.startswith(namespace):
            faults.append(f"{element.tag}: not in the namespace")
        allowed = ATTRIBUTES.get(name, {})
        faults += [f"{name}: no attribute {key}" for key in element.attrib if key not in allowed]
        for key, kind in allowed.items():
            value = element.get(key)
            if value is None:
                faults += [f"{name}: lacks {key}"] if kind.endswith("!") else []
            elif not re.fullmatch(_KINDS[kind.rstrip("!")], value):
                faults.append(f"{name}: {key} is {value!r}")
        children = " ".join(child.tag.removeprefix(namespace) for child in element) + " "
        pattern = "".join(
            f"({part.rstrip('?*+')} ){part[-1] if part[-1] in '?*+' else ''}" for part in CHILDREN.get(name, [])
        )
        if not re.fullmatch(pattern, children if len(element) else ""):
            faults.append(f"{name}: children {children}")
        if len(element) and (element.text or "").strip():
            faults.append(f"{name}: text between elements")
    return faults


def project_faults(data: bytes) -> list[str]:
    """What of a .qdpx breaks the rules."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        root = ElementTree.fromstring(archive.read("project.qde"))
        texts = {name.removeprefix("sources/"): archive.read(name).decode("utf-8") for name in names[1:]}
    faults = structure_faults(root)
    if any(not name.startswith("sources/") for name in names[1:]):
        faults.append("a file outside sources/")

    def all_of(name: str) -> list[ElementTree.Element]:
        return list(root.iter(NAMESPACE + name))

    guids = [element.get("guid", "").lower() for element in root.iter() if element.get("guid")]
    faults += [f"{guid} twice" for guid in set(guids) if guids.count(guid) > 1]
    for reference, target in (("CodeRef", "Code"), ("NoteRef", "Note"), ("VariableRef", "Variable")):
        there = {element.get("guid") for element in all_of(target)}
        faults += [f"{reference} to nothing" for e in all_of(reference) if e.get("targetGUID") not in there]
    users = {element.get("guid") for element in all_of("User")}
    faults += ["creatingUser is no user" for e in root.iter() if e.get("creatingUser") not in {None, *users}]
    for source in [*all_of("TextSource"), *all_of("Note")]:
        content = source.findtext(f"{NAMESPACE}PlainTextContent")
        path = source.get("plainTextPath")
        if (content is None) == (path is None):
            faults.append("either PlainTextContent or plainTextPath, not both")
        text = content if content is not None else texts.get((path or "").removeprefix("internal://"))
        if text is None:
            faults.append(f"no file for {path}")
            continue
        for selection in source.iter(f"{NAMESPACE}PlainTextSelection"):
            start, end = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
            if not 0 <= start < end <= len(text):
                faults.append(f"selection {start}-{end} of {len(text)} characters")
    return faults
