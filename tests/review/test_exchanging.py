from __future__ import annotations

import csv
import io
import random
import re
import subprocess
import sys
import zipfile
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.review.conftest import Served, csrf, post
from tests.review.exchange.conftest import edited, zipped
from tests.review.exchange.test_intake import row_of, set_code, set_label
from textmining.codebook import decisions as d
from textmining.codebook.exchange import read_project
from textmining.codebook.exchange.archive import MAX_UNPACKED
from textmining.review.guard import LARGEST_FILE

PAGE = "/vraag/weg/uitwisselen"


def hand_in(client: TestClient, data: bytes, name: str = "weg.xlsx", *, to: str = PAGE, **form: str) -> Any:
    """Hand a file in by the form of the page."""
    sent = {"csrf": csrf(client.get("/wachtwoord").text), **form}
    return client.post(to, data=sent, files={"bestand": (name, data)})


def confirm(client: TestClient, address: str) -> Any:
    """Confirm what a page shows."""
    form = dict(re.findall(r'<input type="hidden" name="(csrf|gezien)" value="([^"]+)"', main(client.get(address))))
    return client.post(address, data=form)


def main(answer: Any) -> str:
    """What a page says between its menus and its end."""
    return str(answer.text).partition("<main")[2]


@pytest.fixture
def anna(served: Served) -> TestClient:
    return served.signed_in("anna")


def test_downloads_are_what_other_programs_read_without_who_gave_the_answers(served: Served, anna: TestClient) -> None:
    page = anna.get(PAGE).text
    links = re.findall(r'href="(/vraag/weg/bestand/\w+)"', page)
    assert links == [f"/vraag/weg/bestand/{kind}" for kind in ("xlsx", "qdpx", "csv")]
    found = {link.rpartition("/")[2]: anna.get(link) for link in links}
    assert [one.headers["content-disposition"] for one in found.values()] == [
        f'attachment; filename="klein-weg-stand-0.{end}"' for end in ("xlsx", "qdpx", "zip")
    ]
    assert {one.headers["cache-control"] for one in found.values()} == {"no-store"}
    book = openpyxl.load_workbook(io.BytesIO(found["xlsx"].content))
    assert book["Codeboek"]["B2"].value.startswith("Thema")
    with zipfile.ZipFile(io.BytesIO(found["csv"].content)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("coderingen.csv").decode("utf-8-sig")), delimiter=";"))
        assert {"answer_id", "theme_id", "label", "source"} <= rows[0].keys()
        assert "respondent_id" not in rows[0]
    project = read_project(found["qdpx"].content, "p.qdpx", study="klein")
    assert "respondent_id" not in project.answers
    material = served.parts.books.of("weg").material  # type: ignore[union-attr]
    assert dict(zip(project.answers["answer_id"], project.answers["text"], strict=True)) == {
        answer.id: answer.text for answer in material.answers.values()
    }
    told = [(entry.kind, entry.actor, entry.detail) for entry in served.parts.accounts.audit(3)]
    assert told == [("export", "anna", f"{kind}: weg, stand 0") for kind in ("csv", "qdpx", "xlsx")]


def test_spss_file_with_the_ids_of_respondents_is_never_offered(anna: TestClient) -> None:
    assert "sav" not in main(anna.get(PAGE))
    for kind in ("sav", "json", "..%2f..%2fkey", "xlsx2"):
        assert anna.get(f"/vraag/weg/bestand/{kind}").status_code == 404


def test_signed_version_is_downloaded_as_it_was(served: Served, anna: TestClient) -> None:
    assert anna.get("/vraag/weg/bestand/xlsx?versie=1").status_code == 404
    store, fit = served.parts.books.store, served.parts.books.of("weg").material.base.fit  # type: ignore[union-attr]
    for action in (d.Rename(theme="t000", label="Tijd"), d.SignOff(number=1), d.Rename(theme="t000", label="Uren")):
        store.append("weg", action, actor="rita", seen=store.last(), fit=fit)
    assert "Versie 1, ondertekend door rita" in anna.get(PAGE).text
    answer = anna.get("/vraag/weg/bestand/xlsx?versie=1")
    assert "klein-weg-versie-1.xlsx" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))["Codeboek"]
    assert book.cell(row_of(book, "t000"), 2).value == "Tijd"


def test_edited_workbook_is_shown_confirmed_and_then_in_the_codebook(served: Served, anna: TestClient) -> None:
    book = served.parts.books.of("weg")
    assert book is not None
    answer = next(a for a, own in sorted(book.themes_of.items()) if own == {"t000"})

    def edit(sheet: Any, codes: Any) -> None:
        set_label("t000", "Te weinig tijd <b>")(sheet, codes)
        set_code(answer, "t002", 1)(sheet, codes)
        sheet["B4"] = "x" * 121

    shown = hand_in(anna, edited(anna.get("/vraag/weg/bestand/xlsx").content, edit))
    assert shown.status_code == 303
    address = shown.headers["location"]
    page = main(anna.get(address))
    assert "2 wijzigingen kunnen worden overgenomen. Er is nog niets veranderd." in page
    assert "Te weinig tijd &lt;b&gt;" in page
    assert "de naam is langer dan 120 tekens" in page
    assert served.parts.books.store.last() == 0
    done = confirm(anna, address)
    assert (done.status_code, done.headers["location"]) == (303, address)
    page = main(anna.get(address))
    assert "2 wijzigingen zijn overgenomen" in page
    assert 'href="/vraag/weg/besluiten"' in page
    assert "Maak dit alles ongedaan" in page
    assert "<h1>Te weinig tijd &lt;b&gt;</h1>" in anna.get("/thema/t000").text
    assert served.parts.accounts.audit(1)[0].detail == "weg.xlsx: besluiten 1 t/m 2"
    assert confirm(anna, "/vraag/weg/uitwisselen").status_code == 400
    again = anna.post(address, data={"csrf": csrf(anna.get("/wachtwoord").text), "gezien": "0"})
    assert again.status_code == 303
    assert served.parts.books.store.last() == 2


def test_what_another_decides_after_the_page_was_shown_stops_everything(served: Served, anna: TestClient) -> None:
    def edit(sheet: Any, codes: Any) -> None:
        set_label("t000", "Te weinig tijd")(sheet, codes)
        set_label("t002", "Geld")(sheet, codes)

    address = hand_in(anna, edited(anna.get("/vraag/weg/bestand/xlsx").content, edit)).headers["location"]
    old = anna.get(address).text
    post(served.signed_in("bram"), "/thema/t002/naam", {"naam": "Budget", "gezien": 0})
    crossed = confirm(anna, address)
    assert crossed.status_code == 409
    assert "Intussen nam bram een besluit over hetzelfde. Er is nog niets overgenomen." in crossed.text
    assert "1 wijziging kan worden overgenomen" in crossed.text
    assert served.parts.books.store.last() == 1
    stale = anna.post(address, data={"csrf": csrf(old), "gezien": "0"})
    assert stale.status_code == 409
    assert "oudere stand" in stale.text
    assert confirm(anna, address).status_code == 303
    labels = {t.id: t.label for t in served.parts.books.of("weg").codebook.themes.values()}  # type: ignore[union-attr]
    assert (labels["t000"], labels["t002"]) == ("Te weinig tijd", "Budget")


def test_all_of_a_workbook_is_taken_back_at_once_and_may_come_again(served: Served, anna: TestClient) -> None:
    def edit(sheet: Any, codes: Any) -> None:
        set_label("t000", "Te weinig tijd")(sheet, codes)
        set_label("t002", "Geld")(sheet, codes)

    data = edited(anna.get("/vraag/weg/bestand/xlsx").content, edit)
    address = hand_in(anna, data).headers["location"]
    assert post(anna, f"{address}/ongedaan", {"gezien": 0}).status_code == 303
    assert served.parts.books.store.last() == 0
    confirm(anna, address)
    crossing = post(served.signed_in("bram"), "/thema/t002/vaststellen", {"gezien": 2})
    assert crossing.status_code == 303
    crossed = post(anna, f"{address}/ongedaan", {"gezien": 2})
    assert crossed.status_code == 409
    assert "bram besloot intussen ook over iets uit deze werkmap. Er is niets ongedaan gemaakt" in crossed.text
    for _ in range(2):
        assert post(anna, f"{address}/ongedaan", {"gezien": 3}).headers["location"] == address
    assert [one.action.kind for one in served.parts.books.store.read()] == [
        "rename",
        "rename",
        "accept",
        "undo",
        "undo",
    ]
    assert "is ongedaan gemaakt" in main(anna.get(address))
    assert "<h1>Thema 1</h1>" in anna.get("/thema/t000").text
    again = main(anna.get(hand_in(anna, data).headers["location"]))
    assert "1 wijziging kan worden overgenomen" in again  # bram accepted the other since
    assert "Let op: u maakte dit eerder ongedaan (besluit 4)." in again


def test_words_that_are_reported_are_left_out_of_the_report(served: Served, anna: TestClient) -> None:
    data = edited(anna.get("/vraag/weg/bestand/xlsx").content, set_label("t000", "Volgens Jansen"))
    address = hand_in(anna, data).headers["location"]
    assert "Volgens Jansen" in main(anna.get(address))
    store, book = served.parts.books.store, served.parts.books.of("weg")
    assert book is not None
    action = d.ReportPersonal(answer="a00000", text="Jansen")
    store.append("weg", action, actor="bram", seen=0, fit=book.material.base.fit)
    assert "Jansen" not in main(anna.get(address))


def test_app_starts_without_what_reads_and_writes_files() -> None:
    code = (
        "import sys, textmining.review.serving\n"
        "heavy = {'pyreadstat', 'xlsxwriter', 'python_calamine', 'pandera', 'scipy', 'sklearn'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_unedited_workbook_has_nothing_to_confirm(anna: TestClient) -> None:
    address = hand_in(anna, anna.get("/vraag/weg/bestand/xlsx").content).headers["location"]
    page = main(anna.get(address))
    assert "Er is niets over te nemen" in page
    assert "<form" not in page


def test_upload_is_for_who_handed_it_in_and_for_its_codebook(served: Served, anna: TestClient) -> None:
    data = edited(anna.get("/vraag/weg/bestand/xlsx").content, set_label("t000", "Tijd"))
    address = hand_in(anna, data).headers["location"]
    mark = address.rpartition("/")[2]
    bram = served.signed_in("bram")
    for client, other in ((bram, address), (anna, f"/vraag/wens/uitwisselen/{mark}"), (anna, f"{PAGE}/x")):
        for answer in (client.get(other), post(client, other, {"gezien": 0})):
            assert answer.status_code == 404
    assert "opnieuw in" in bram.get(address).text
    assert served.parts.books.store.last() == 0


def test_upload_expires_and_the_oldest_go_first(served: Served, anna: TestClient) -> None:
    from textmining.review.exchange.uploads import EXPIRES, MOST, MOST_OF_ONE, Uploads

    address = hand_in(anna, anna.get("/vraag/weg/bestand/xlsx").content).headers["location"]
    upload = served.parts.uploads.of(address.rpartition("/")[2], "anna", "weg")
    assert upload is not None
    now = [0.0]
    uploads = Uploads(lambda: now[0])
    kept = [uploads.keep("anna", "weg", upload.plan).mark for _ in range(MOST_OF_ONE + 2)]
    assert [uploads.of(mark, "anna", "weg") is not None for mark in kept] == [False] * 2 + [True] * MOST_OF_ONE
    for seconds, there in ((EXPIRES - 1, True), (EXPIRES, False)):
        now[0] = seconds
        assert (uploads.of(kept[-1], "anna", "weg") is not None) == there
    marks = [uploads.keep(f"coder {n}", "weg", upload.plan).mark for n in range(MOST + 1)]
    assert [uploads.of(mark, f"coder {n}", "weg") is not None for n, mark in enumerate(marks)] == [
        False,
        *[True] * MOST,
    ]


# --- files that are no workbook of this codebook --------------------------------------------------------------------


XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook>&e;</workbook>'
HOSTILE = {
    "nothing": (b"", "is beschadigd"),
    "text": (b"geen zip", "is beschadigd"),
    "old office": (b"\xd0\xcf\x11\xe0" + bytes(600), "wachtwoord"),
    "other zip": (zipped("a", b"x"), "is beschadigd"),
    "xxe": (zipped("xl/workbook.xml", XXE), "is beschadigd"),
    "bomb": (zipped("xl/workbook.xml", bytes(99_999), told=MAX_UNPACKED + 1), "wordt uitgepakt"),
    "outside": (zipped("../evil", b"x"), "buiten het archief"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_other_file_is_refused_in_dutch_and_the_page_stays(served: Served, anna: TestClient, kind: str) -> None:
    data, why = HOSTILE[kind]
    answer = hand_in(anna, data, "iets<script>.xlsx")
    assert answer.status_code == 400
    assert why in main(answer)
    assert "<script>" not in main(answer)
    assert 'type="file"' in answer.text
    assert served.parts.books.store.last() == 0


def test_workbook_of_another_codebook_is_refused(anna: TestClient) -> None:
    answer = hand_in(anna, anna.get("/vraag/wens/bestand/xlsx").content)
    assert answer.status_code == 400
    assert "Lever het in bij dat codeboek." in answer.text


def test_form_without_a_file_says_so(anna: TestClient) -> None:
    token = csrf(anna.get("/wachtwoord").text)
    for files in ({"bestand": ("", b"")}, {"iets": ("x.xlsx", b"x")}):
        answer = anna.post(PAGE, data={"csrf": token}, files=files)
        assert answer.status_code == 400
        assert "Kies eerst een bestand." in answer.text


def test_only_this_form_holds_a_file_and_it_needs_its_token(served: Served, anna: TestClient) -> None:
    data = edited(anna.get("/vraag/weg/bestand/xlsx").content, set_label("t000", "Tijd"))
    token = csrf(anna.get("/wachtwoord").text)
    for form in ({}, {"csrf": "x"}, {"csrf": csrf(served.signed_in("bram").get("/wachtwoord").text)}):
        assert anna.post(PAGE, data=form, files={"bestand": ("w.xlsx", data)}).status_code == 403
    assert anna.post("/thema/t000/vaststellen", data={"csrf": token}, files={"x": ("x", b"x")}).status_code == 400
    assert anna.post(PAGE, data={"csrf": token}).status_code == 400
    many = [("bestand", (f"{n}.xlsx", b"x")) for n in range(3)]
    assert anna.post(PAGE, data={"csrf": token}, files=many).status_code == 400
    broken = anna.post(PAGE, content=b"--x\r\n", headers={"Content-Type": "multipart/form-data; boundary=y"})
    assert broken.status_code in (400, 403)
    foreign = anna.post(PAGE, files={"bestand": ("w.xlsx", data)}, headers={"Origin": "https://kwaad.example"})
    assert foreign.status_code == 403
    assert served.signed_in("lars").get(PAGE).status_code == 403


def test_file_may_be_larger_than_a_form_and_has_an_end(served: Served, anna: TestClient) -> None:
    assert hand_in(anna, bytes(3_000_000)).status_code == 400
    assert hand_in(anna, bytes(LARGEST_FILE)).status_code == 413
    address = hand_in(anna, anna.get("/vraag/weg/bestand/xlsx").content).headers["location"]
    assert anna.post(address, data={"x": "x" * 1_000_001}).status_code == 413
    assert served.parts.books.store.last() == 0


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_damaged_workbook_is_refused_or_shown_and_never_half_taken_over(served: Served, seed: int) -> None:
    client = _client(served)
    rng = random.Random(seed)
    data = bytearray(_workbook(client))
    for _ in range(rng.choice([1, 5, 50])):
        data[rng.randrange(len(data))] = rng.randrange(256)
    if seed % 3 == 0:
        data = data[: rng.randrange(len(data))]
    answer = hand_in(client, bytes(data))
    assert answer.status_code in (303, 400)
    assert served.parts.books.store.last() == 0


_KEPT: dict[int, tuple[TestClient, bytes]] = {}


def _client(served: Served) -> TestClient:
    if id(served) not in _KEPT:
        client = served.signed_in("anna")
        _KEPT[id(served)] = client, edited(client.get("/vraag/weg/bestand/xlsx").content, set_label("t000", "Tijd"))
    return _KEPT[id(served)][0]


def _workbook(client: TestClient) -> bytes:
    return next(data for own, data in _KEPT.values() if own is client)
