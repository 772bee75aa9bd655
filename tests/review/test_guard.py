from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.review.conftest import PASSWORD, Served, csrf, post
from tests.review.finished import SCRIPT
from textmining.review.accounts.attempts import PER_NAME

ACCEPT = "/thema/t000/vaststellen"


def token_of(client: object) -> str:
    """The token that a form of this session has."""
    return csrf(client.get("/wachtwoord").text)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://kwaad.example"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://kwaad.example"},
        {},
    ],
)
def test_form_of_another_site_is_refused(served: Served, headers: dict[str, str]) -> None:
    client = served.signed_in("anna")
    token = token_of(client)
    del client.headers["Origin"]
    assert client.post(ACCEPT, data={"csrf": token}, headers=headers).status_code == 403
    assert served.parts.books.store.last() == 0


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "http://localhost"}]
)
def test_own_form_is_accepted(served: Served, headers: dict[str, str]) -> None:
    client = served.signed_in("anna")
    token = token_of(client)
    del client.headers["Origin"]
    assert client.post(ACCEPT, data={"csrf": token}, headers=headers).status_code == 303
    assert served.parts.books.store.last() == 1


def test_form_without_the_token_of_its_session_is_refused(served: Served) -> None:
    client, other = served.signed_in("anna"), served.signed_in("bram")
    for form in ({"x": "y"}, {"csrf": ""}, {"csrf": "x"}, {"csrf": token_of(other)}, {"csrf": "é"}):
        answer = client.post(ACCEPT, data=form)
        assert answer.status_code == 403
        assert "te lang open" in answer.text
    assert client.post(ACCEPT, files={"csrf": ("x", b"x")}).status_code == 400
    assert client.post(ACCEPT, json={"csrf": token_of(client)}).status_code == 400
    assert client.post("/afmelden").status_code == 400
    assert served.parts.books.store.last() == 0


def test_sign_in_of_another_site_is_refused(served: Served) -> None:
    stranger = csrf(served.client().get("/aanmelden").text)
    client = served.client()
    client.get("/aanmelden")
    form = {"csrf": stranger, "naam": "anna", "wachtwoord": PASSWORD}
    assert client.post("/aanmelden", data=form).status_code == 403


def test_page_has_the_headers_that_keep_others_out(served: Served) -> None:
    client = served.signed_in("anna")
    for path in ("/", "/thema/t000", "/bestaat/niet", "/thema/t999", "/api/v1/questions"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert headers["cache-control"] == "no-store"
    assert client.get("/static/codeboek.css").headers["cache-control"] == "public, max-age=3600"


def test_pages_hold_no_script_style_or_address_of_elsewhere(served: Served) -> None:
    client = served.signed_in("rita")
    for path in (
        "/",
        "/vraag/weg",
        "/thema/t001",
        "/vraag/weg/overig",
        "/vraag/weg/besluiten",
        "/toegang",
        "/wachtwoord",
    ):
        page = client.get(path).text
        assert not re.search(r"<script(?! src=\"/static/)|<style|\sstyle=|\son[a-z]+=|javascript:", page)
        assert not re.search(r"(?:href|src|action)=\"(?!/|#)", page)


def test_script_in_an_answer_is_text(served: Served) -> None:
    client = served.signed_in("lars")
    for path in ("/thema/t000", "/thema/t000?zoek=script", "/vraag/weg"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "<b>vet" not in page
    assert escape(SCRIPT).replace("&#x27;", "&#39;") in client.get("/thema/t000").text


def test_script_in_a_search_or_label_is_text(served: Served) -> None:
    client = served.signed_in("anna")
    evil = '"><img src=x onerror=alert(1)>'
    assert "<img" not in client.get("/thema/t000", params={"zoek": evil}).text
    post(client, "/thema/t000/naam", {"naam": evil, "gezien": 0})
    for path in ("/thema/t000", "/vraag/weg", "/vraag/weg/besluiten", "/vraag/weg/overig"):
        page = client.get(path).text
        assert "<img" not in page
    assert "&gt;&lt;img" in client.get("/vraag/weg").text


@pytest.mark.parametrize(
    "path",
    [
        "/static/../guard.py",
        "/static/%2e%2e/guard.py",
        "/static/..%2fguard.py",
        "/static/%2e%2e%2f%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/static//etc/passwd",
        "/thema/..%2f..%2fetc%2fpasswd",
        "/vraag/../../etc/passwd",
        "/vraag/%2e%2e%2f%2e%2e",
        "/thema/%00",
        "/thema/t000%0d%0aSet-Cookie:%20x=y",
    ],
)
def test_path_leads_nowhere_else(served: Served, path: str) -> None:
    client = served.signed_in("rita")
    answer = client.get(path)
    assert answer.status_code in (303, 404)
    assert "root:" not in answer.text
    assert "import" not in answer.text


@pytest.mark.parametrize(
    "target",
    [
        "https://kwaad.example",
        "//kwaad.example",
        "/\\kwaad.example",
        "/\t/kwaad.example",
        "javascript:alert(1)",
        "/x\r\ny: z",
    ],
)
def test_sign_in_leads_to_this_app_only(served: Served, target: str) -> None:
    client = served.client()
    answer = post(client, "/aanmelden", {"naam": "anna", "wachtwoord": PASSWORD, "naar": target})
    assert answer.headers["location"] == "/"


def test_twenty_wrong_passwords_are_refused_and_then_the_right_one_too(served: Served) -> None:
    client = served.client()
    page = client.get("/aanmelden")
    tried = []
    for name in ("anna", "niemand"):
        forms = [{"csrf": csrf(page.text), "naam": name, "wachtwoord": f"verkeerd {n}"} for n in range(20)]
        tried.append([client.post("/aanmelden", data=form) for form in forms])
    for answers in tried:
        assert [answer.status_code for answer in answers] == [401] * PER_NAME + [429] * (20 - PER_NAME)
        assert int(answers[-1].headers["retry-after"]) > 0
    known, unknown = ([re.sub("anna|niemand", "", answer.text) for answer in answers] for answers in tried)
    assert known == unknown
    right = post(served.client(address="10.0.0.2"), "/aanmelden", {"naam": "anna", "wachtwoord": PASSWORD})
    assert right.status_code == 429
    assert "Te veel pogingen" in right.text


@pytest.mark.parametrize(
    "host", ["kwaad.example", "", "localhost@kwaad.example", "127.0.0.1.nip.io", "localhost/x", "[::1"]
)
def test_app_answers_by_its_own_name_only(served: Served, host: str) -> None:
    assert served.client().get("/healthz", headers={"Host": host}).status_code == 400
    assert served.client().get("/healthz", headers={"Host": "127.0.0.1:8000"}).status_code == 200


def test_request_that_is_too_large_is_refused(served: Served) -> None:
    client = served.signed_in("anna")
    token = token_of(client)
    assert client.post(ACCEPT, data={"csrf": token, "x": "x" * 1_000_000}).status_code == 413
    body = (part for part in [f"csrf={token}&x=".encode(), *[b"x" * 100_000] * 11])
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post(ACCEPT, content=body, headers=kind).status_code >= 400
    assert served.parts.books.store.last() == 0


def test_errors_are_dutch_pages_without_a_traceback(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    client = served.signed_in("lars")
    for path, status in (("/x", 404), ("/thema/t999", 404), ("/vraag/geen", 404), ("/toegang", 403)):
        answer = client.get(path)
        assert answer.status_code == status
        assert '<html lang="nl">' in answer.text
    assert client.get("/afmelden").status_code == 405

    def broken(*_: object) -> None:
        raise RuntimeError("geheim /pad/naar/iets")

    monkeypatch.setattr(served.parts.books, "all", broken)
    for path in ("/", "/api/v1/questions"):
        answer = client.get(path)
        assert answer.status_code == 500
        assert "Er ging iets mis" in answer.text
        assert "geheim" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    page=st.sampled_from(["/thema/t000", "/thema/t001", "/vraag/weg/overig", "/aanmelden", "/thema/none-weg"]),
    name=st.sampled_from(["zoek", "meting", "groep", "zekerheid", "volgorde", "blad", "naar", "melding"]),
    value=st.text(max_size=60),
)
def test_no_query_breaks_a_page(served: Served, page: str, name: str, value: str) -> None:
    client = served.client() if page == "/aanmelden" else _session(served)
    assert client.get(page, params={name: value.encode("utf-8", "replace").decode()}).status_code == 200


_SESSIONS: dict[int, object] = {}


def _session(served: Served):  # type: ignore[no-untyped-def]
    if id(served) not in _SESSIONS:
        _SESSIONS[id(served)] = served.signed_in("lars")
    return _SESSIONS[id(served)]
