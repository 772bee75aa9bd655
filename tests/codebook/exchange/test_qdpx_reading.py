from __future__ import annotations

import contextlib
import io
import random
import re
import uuid
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.codebook.exchange.conftest import coding_rows, segment_rows, theme_rows
from tests.codebook.exchange.test_qdpx import in_order, written
from textmining.codebook.exchange import ReadProject, read_project
from textmining.codebook.exchange.archive import MAX_UNPACKED
from textmining.errors import UsageError

HEAD = '<?xml version="1.0" encoding="utf-8"?>'
ROOT = '<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="{origin}">{body}</Project>'


def archive_of(files: dict[str, bytes | str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def project(body: str, origin: str = "MAXQDA 24", head: str = HEAD, **texts: bytes) -> bytes:
    files: dict[str, bytes | str] = {"project.qde": head + ROOT.format(body=body, origin=origin)}
    return archive_of(files | {f"sources/{name}.txt": text for name, text in texts.items()})


def read(data: bytes) -> ReadProject:
    return read_project(data, "p.qdpx", study="mllict", known=theme_rows())


def refusal(data: bytes) -> str:
    with pytest.raises(UsageError) as caught:
        read(data)
    return str(caught.value)


def told(found: ReadProject) -> str:
    return "\n".join(map(str, found.unread))


CODES = """<CodeBook><Codes>
    <Code guid="{{AAAAAAAA-0000-4000-8000-000000000001}}" name="Groep" isCodable="false">
      <Code guid="aaaaaaaa-0000-4000-8000-000000000002" name="Tijd" isCodable="true"/></Code>
    </Codes></CodeBook>""".replace("{{", "{").replace("}}", "}")

SOURCE = """<Sources><TextSource guid="bbbbbbbb-0000-4000-8000-000000000001" name="Jan" plainTextPath="internal://t.txt">
    <PlainTextSelection guid="bbbbbbbb-0000-4000-8000-000000000002" startPosition="{start}" endPosition="{end}"
        creatingUser="cccccccc-0000-4000-8000-000000000001">
      <Coding guid="bbbbbbbb-0000-4000-8000-000000000003">
        <CodeRef targetGUID="{{AAAAAAAA-0000-4000-8000-000000000002}}"/></Coding>
    </PlainTextSelection></TextSource></Sources>"""

USERS = '<Users><User guid="{CCCCCCCC-0000-4000-8000-000000000001}" name="anna"/></Users>'


def test_a_project_of_another_program_gives_themes_answers_and_codings() -> None:
    found = read(project(USERS + CODES + SOURCE.format(start=0, end=4), t=b"Tijd en geld"))
    assert found.unread == ()
    assert found.themes["label"].tolist() == ["Groep", "Tijd"]
    assert found.themes["parent_id"].tolist()[1] == found.themes["theme_id"].tolist()[0] == "taaaaaaaa00"
    assert found.answers["answer_id"].tolist() == ["Jan"]
    assert found.segments[["start", "end", "text"]].to_numpy().tolist() == [[0, 4, "Tijd"]]
    (coding,) = found.codings.to_dict("records")
    assert (coding["segment_id"], coding["source"], coding["coder"]) == ("Jan.0-4", "coder", "anna")
    assert coding["codebook_version"] == "0"


def test_a_selection_of_all_of_a_text_codes_the_answer() -> None:
    found = read(project(CODES + SOURCE.format(start=0, end=5), t=b" Tijd, geld \n"))
    assert found.segments["text"].tolist() == [" Tijd"]
    found = read(project(CODES + SOURCE.format(start=1, end=11), t=b" Tijd, geld \n"))
    assert found.codings["segment_id"].isna().all()
    assert found.segments.empty


def test_a_code_on_the_text_itself_codes_the_answer() -> None:
    body = """<Sources><TextSource guid="b" name="Jan"><PlainTextContent>Hoi</PlainTextContent>
        <Coding guid="c"><CodeRef targetGUID="aaaaaaaa-0000-4000-8000-000000000002"/></Coding></TextSource></Sources>"""
    found = read(project(CODES + body))
    assert found.answers["text"].tolist() == ["Hoi"]
    assert len(found.codings) == 1


@pytest.mark.parametrize(
    ("origin", "data", "start", "end"),
    [
        ("ATLAS.ti 24", b"a\r\nTijd\r\n", 2, 6),  # a line end is one character there
        ("QualCoder 3.6", b"\xef\xbb\xbfa\r\nTijd", 2, 6),
        ("NVivo", b"\xef\xbb\xbfa\r\nTijd\r\n", 3, 7),  # and two there; the mark is none
        ("MAXQDA 24", "a\nTijd".encode("utf-16"), 2, 6),
    ],
)
def test_positions_are_read_as_the_program_counted_them(origin: str, data: bytes, start: int, end: int) -> None:
    found = read(project(CODES + SOURCE.format(start=start, end=end), origin, t=data))
    assert found.segments["text"].tolist() == ["Tijd"]


@pytest.mark.parametrize(
    ("body", "texts", "message"),
    [
        (SOURCE.format(start=2, end=99), {"t": b"kort"}, "Jan: een selectie ligt buiten de tekst."),
        (SOURCE.format(start="x", end=2), {"t": b"kort"}, "Jan: een selectie ligt buiten de tekst."),
        (SOURCE.format(start=0, end=2), {}, "Jan: het bestand met de tekst ontbreekt."),
        (SOURCE.format(start=0, end=2).replace("internal", "absolute"), {}, "Jan: de tekst staat niet in dit bestand."),
        (SOURCE.format(start=0, end=2).replace("plainTextPath", "pad"), {}, "Jan: de tekst heeft geen platte tekst."),
        (SOURCE.format(start=0, end=2), {"t": b"kort"}, "Jan: een codering verwijst naar een code die er niet is."),
        ('<Sources><PDFSource guid="x"/></Sources>', {}, "Sources: 1 pdf's zijn overgeslagen."),
        ('<CodeBook><Codes><Code name="X"/></Codes></CodeBook>', {}, "code 'X': heeft geen GUID"),
        (CODES + SOURCE.format(start=0, end=1), {"t": b"\xe9kort"}, "Jan: de tekst is niet in UTF-8."),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_is_read(body: str, texts: dict[str, bytes], message: str) -> None:
    found = read(project(body, **texts))
    assert message in told(found)


def test_texts_of_one_name_are_kept_apart() -> None:
    one = '<TextSource guid="{}" name="Jan"><PlainTextContent>x</PlainTextContent></TextSource>'
    found = read(project(f"<Sources>{one.format('a')}{one.format('b')}</Sources>"))
    assert found.answers["answer_id"].tolist() == ["Jan", "Jan (2)"]


def test_a_project_file_of_another_name_and_without_namespace_is_read() -> None:
    data = archive_of({"mijn.qde": f"<Project name='p'>{CODES}</Project>"})
    assert read(data).themes["label"].tolist() == ["Groep", "Tijd"]


def as_qualcoder_writes_it(data: bytes) -> bytes:
    """A project after a stay in QualCoder 3.9, as its import and export were seen to treat it: other GUIDs, no marks of
    users, no names of selections, texts with a mark and Windows line ends, positions as if these were one character."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    text = files.pop("project.qde").decode().replace('origin="textmining"', 'origin="QualCoder 3.9"')
    text = re.sub(r' id="textmining:[a-z]+"', "", text)
    text = re.sub(r'guid="[^"]*(?=")|targetGUID="[^"]*(?=")|creatingUser="[^"]*(?=")', _other_guid, text)
    texts = {name: b"\xef\xbb\xbf" + own.replace(b"\n", b"\r\n") for name, own in files.items()}
    return archive_of({"project.qde": text, **texts})


def _other_guid(found: re.Match[str]) -> str:
    name, guid = found.group().split('="')
    return f'{name}="{uuid.uuid5(uuid.NAMESPACE_OID, guid)}'


def test_codings_survive_a_stay_in_a_program_that_gives_everything_new_guids() -> None:
    found = read(as_qualcoder_writes_it(written()))
    assert found.unread == ()
    pd.testing.assert_frame_equal(in_order(found.codings), in_order(coding_rows()))
    assert found.themes["theme_id"].tolist() == theme_rows()["theme_id"].tolist()
    pd.testing.assert_frame_equal(found.segments, segment_rows())


def test_a_code_that_has_the_name_of_a_theme_found_by_its_guid_is_another() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        text = archive.read("project.qde").decode()
    more = '<Code guid="dddddddd-0000-4000-8000-000000000001" name="Geld" isCodable="true"/></Codes>'
    found = read(archive_of({"project.qde": text.replace("</Codes>", more)}))
    assert found.themes["theme_id"].tolist()[3:] == ["geld", "wifi", "tdddddddd00"]


# --- hostile files ----------------------------------------------------------------------------------------------------


def test_entities_and_document_types_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    outside = '<!DOCTYPE x SYSTEM "file:///etc/passwd">'
    for head in (bomb, outside, "<!DOCTYPE x>"):
        assert "bevat een documenttype (DOCTYPE)" in refusal(project("", head=HEAD + head))
    assert "is geen geldige XML" in refusal(project("<Notes>&a;</Notes>"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\b", "C:/b", "Sources/\x07.txt"])
def test_parts_outside_the_archive_are_refused(name: str) -> None:
    assert "bevat een onderdeel buiten het archief" in refusal(archive_of({"project.qde": "x", name: b"x"}))


def test_a_path_out_of_the_archive_in_the_project_finds_nothing() -> None:
    body = SOURCE.format(start=0, end=2).replace("internal://t.txt", "internal://../../../../etc/passwd")
    found = read(project(CODES + body))
    assert found.answers.empty
    assert "het bestand met de tekst ontbreekt" in told(found)


def test_bombs_and_huge_projects_are_refused_before_they_are_unpacked() -> None:
    data = archive_of({"project.qde": bytes(10_000_000)})
    size = (10_000_000).to_bytes(4, "little")
    assert "wordt uitgepakt 500 MB" in refusal(data.replace(size, (MAX_UNPACKED + 1).to_bytes(4, "little")))
    assert "meer dan 100000 onderdelen" in refusal(data + b"PK\x01\x02" * 100_001)
    assert "dieper geneste onderdelen" in refusal(project("<Code>" * 100_000))


def test_a_part_larger_than_it_says_is_not_read_further() -> None:
    data = archive_of({"project.qde": HEAD + ROOT.format(body="<!--" + "x" * 100_000 + "-->", origin="x")})
    size = next(e.file_size for e in zipfile.ZipFile(io.BytesIO(data)).infolist())
    refused = refusal(data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    assert "beschadigd" in refused or "geen geldige XML" in refused


def test_other_files_are_refused() -> None:
    assert "is geen REFI-QDA-project (.qdpx)" in refusal(b"iets anders")
    assert "bevat geen project.qde" in refusal(archive_of({"a.txt": "x"}))
    assert "bevat geen REFI-QDA-project" in refusal(archive_of({"project.qde": "<html/>"}))
    assert "is geen geldige XML" in refusal(archive_of({"project.qde": "\x00\x01"}))
    protected = bytearray(archive_of({"project.qde": "x"}))
    protected[protected.index(b"PK\x01\x02") + 8] |= 1
    assert "met een wachtwoord beveiligd" in refusal(bytes(protected))


def test_numbers_that_are_no_share_are_no_confidence() -> None:
    for value in ("inf", "nan", "7", "1e999", "x"):
        body = SOURCE.format(start=0, end=2).replace(
            '<Coding guid="b', f'<Description>zekerheid: {value}</Description><Coding guid="b'
        )
        assert read(project(CODES + body, t=b"kort")).codings["confidence"].isna().all()


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_project_is_refused_or_read_never_an_error(seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(written())
    if seed % 2:  # damage inside the XML, in an archive that is sound
        with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        inner = bytearray(files["project.qde"])
        for _ in range(rng.choice([1, 5])):
            place = rng.randrange(len(inner))
            inner[place : place + rng.randrange(30)] = rng.randbytes(rng.randrange(2)) or b"0"
        data = bytearray(archive_of({**files, "project.qde": bytes(inner)}))
    else:
        for _ in range(rng.choice([1, 20])):
            data[rng.randrange(len(data))] = rng.randrange(256)
    with contextlib.suppress(UsageError):
        read(bytes(data))


names = st.sampled_from(
    ["Users", "User", "CodeBook", "Codes", "Code", "Sources", "TextSource", "PlainTextSelection", "Coding", "CodeRef",
     "Notes", "Note", "NoteRef", "VariableValue", "PlainTextContent", "Description"]
)  # fmt: skip
keys = [
    "guid",
    "name",
    "id",
    "isCodable",
    "targetGUID",
    "startPosition",
    "endPosition",
    "creatingUser",
    "plainTextPath",
]
values = ["", "a", "b", "-1", "0", "1", "9" * 5000, "internal://t.txt", "textmining:model", "{}", "false"]
attributes = st.dictionaries(st.sampled_from(keys), st.sampled_from(values), max_size=5)
trees = st.recursive(
    st.just(""),
    lambda inner: st.builds(
        lambda name, own, children: (
            "<" + name + "".join(f" {k}='{v}'" for k, v in own.items()) + ">" + "".join(children) + f"</{name}>"
        ),
        names,
        attributes,
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(max_examples=80, deadline=None)
@given(st.lists(trees, max_size=4))
def test_any_tree_of_elements_is_refused_or_read_never_an_error(parts: list[str]) -> None:
    with contextlib.suppress(UsageError):
        read(project(USERS + CODES + "".join(parts), t=b"kort"))
