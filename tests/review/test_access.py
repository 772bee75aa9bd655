from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount

from tests.review.conftest import ORIGIN, PASSWORD, USERS, Served, csrf, post
from textmining.review.access import MAY
from textmining.review.accounts.sessions import IDLE
from textmining.study_settings import Review

OPEN = {("GET", "/healthz"), ("GET", "/aanmelden"), ("POST", "/aanmelden")}
OWN = {("POST", "/afmelden"), ("POST", "/wachtwoord")}
"""What everybody may send who signed in: it is about nobody else."""


def routes_of(routes: list[BaseRoute]) -> list[APIRoute]:
    """Every route with a method, those that are included too."""
    found: list[APIRoute] = []
    for route in routes:
        if isinstance(route, APIRoute):
            found.append(route)
        elif not isinstance(route, Mount):
            found += routes_of(list(getattr(route, "routes", None) or route.original_router.routes))
    return found


def keys_of(served: Served) -> set[tuple[str, str]]:
    """Method and path of every route."""
    return {(method, route.path) for route in routes_of(served.app.routes) for method in route.methods}


def filled(path: str) -> str:
    """The address of a route that needs a codebook or theme."""
    return path.replace("{codebook}", "weg").replace("{theme}", "t000").replace("{answer}", "a00000")


def test_every_route_declares_who_may(served: Served) -> None:
    assert keys_of(served) == set(MAY)
    assert {key for key, least in MAY.items() if least is None} == OPEN
    mounts = [route.path for route in served.app.routes if isinstance(route, Mount)]
    assert mounts == ["/static"]


def test_readers_can_send_nothing_about_others() -> None:
    assert {key for key, least in MAY.items() if key[0] != "GET" and least == "reader"} == OWN


@pytest.mark.parametrize(("method", "path"), sorted(set(MAY) - OPEN))
def test_no_page_answers_without_a_session(served: Served, method: str, path: str) -> None:
    answer = served.client().request(method, filled(path))
    if path.startswith("/api/"):
        assert answer.status_code == 401
    else:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/aanmelden")
    assert "tijd" not in answer.text


def test_no_form_is_taken_without_the_token_of_its_page(served: Served) -> None:
    client = served.signed_in("rita")
    forms = [path for method, path in MAY if method == "POST" and path != "/aanmelden"]
    for path in forms:
        answers = [client.post(filled(path), data={"gezien": "0"}), client.post(filled(path), files={"x": ("x", b"")})]
        # one of the two is no form of that page
        assert sorted(answer.status_code for answer in answers) == [400, 403], path
    assert served.parts.books.store.last() == 0


@pytest.mark.parametrize("name", USERS)
def test_each_role_may_what_the_table_says(served: Served, name: str) -> None:
    client = served.signed_in(name)
    rank = ["reader", "coder", "researcher"]
    for (method, path), least in MAY.items():
        if least is None or (method, path) in OWN:
            continue
        answer = client.get(filled(path)) if method == "GET" else post(client, filled(path), {})
        may = rank.index(USERS[name]) >= rank.index(least)
        assert (answer.status_code != 403) == may, (method, path)


def test_role_that_a_visitor_claims_counts_for_nothing(served: Served) -> None:
    client = served.signed_in("lars")
    client.cookies.set("role", "researcher")
    client.headers |= {"X-Role": "researcher", "X-Remote-User": "rita", "X-Forwarded-User": "rita"}
    assert client.get("/toegang?role=researcher").status_code == 403
    assert post(client, "/thema/t000/vaststellen", {"role": "coder"}).status_code == 403


def test_role_that_is_taken_away_is_gone_at_once(served: Served) -> None:
    client = served.signed_in("anna")
    served.parts.accounts.remove_user("anna")
    assert client.get("/").status_code == 303


def test_forged_and_foreign_sessions_are_none(served: Served) -> None:
    client = served.client()
    for secret in ("", "x", "A" * 43, "é" * 10, "' OR 1=1 --"):
        cookie = {b"Cookie": f"sessie-klein={secret}".encode()}
        assert client.get("/", headers=cookie).status_code == 303


def test_expired_session_ends_at_the_sign_in_page_and_comes_back(served: Served) -> None:
    client = served.signed_in("anna")
    assert client.get("/").status_code == 200
    served.clock.now += IDLE + 1
    answer = client.get("/thema/t000?zoek=tijd")
    assert answer.headers["location"] == "/aanmelden?naar=%2Fthema%2Ft000%3Fzoek%3Dtijd&melding=verlopen"
    shown = client.get(answer.headers["location"])
    assert "Uw aanmelding is verlopen" in shown.text
    form = {"csrf": csrf(shown.text), "naam": "anna", "wachtwoord": PASSWORD, "naar": "/thema/t000?zoek=tijd"}
    assert client.post("/aanmelden", data=form).headers["location"] == "/thema/t000?zoek=tijd"


def test_script_is_sent_to_the_sign_in_page_as_a_whole(served: Served) -> None:
    answer = served.client().get("/thema/t000", headers={"HX-Request": "true"})
    assert answer.headers["hx-redirect"].startswith("/aanmelden")


def test_session_is_another_one_after_signing_in(served: Served) -> None:
    client = served.client()
    client.get("/aanmelden")
    before = dict(client.cookies)
    post(client, "/aanmelden", {"naam": "anna", "wachtwoord": PASSWORD})
    first = client.cookies["sessie-klein"]
    assert first not in before.values()
    fixed = served.client()
    fixed.cookies.set("sessie-klein", "A" * 43, domain="localhost.local", path="/")
    post(fixed, "/aanmelden", {"naam": "anna", "wachtwoord": PASSWORD})
    assert fixed.cookies["sessie-klein"] not in ("A" * 43, first)


def test_api_answers_a_token_and_lets_it_read_only(served: Served) -> None:
    token = served.parts.accounts.grant_token("rita", "read", 90)
    client = served.client()
    client.headers["Authorization"] = f"Bearer {token}"
    assert client.get("/api/v1/questions").json()[0]["id"] == "weg"
    assert client.get("/").status_code == 303
    assert client.post("/thema/t000/vaststellen").status_code == 303
    served.clock.now += 91 * 24 * 3600
    assert client.get("/api/v1/questions").status_code == 401


@pytest.mark.parametrize("value", ["Bearer", "Bearer tm_", "Bearer x", "Basic dG1feA==", "Bearer tm_\u00e9"])
def test_other_authorizations_are_none(served: Served, value: str) -> None:
    answer = served.client().get("/api/v1/questions", headers={b"Authorization": value.encode()})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


# --- behind a web server ----------------------------------------------------------------------------------------------

ADDRESS = "https://codeboek.school.nl"
Behind = Callable[[Review], Served]


def test_proxy_header_is_off_by_default(served: Served) -> None:
    client = served.client(address="127.0.0.1")
    assert client.get("/", headers={"X-Remote-User": "rita"}).status_code == 303


def test_proxy_vouches_for_users_that_are_known(served_behind: Behind) -> None:
    served = served_behind(Review(address=ADDRESS, proxy_header="X-Remote-User"))
    client = served.client(origin=ADDRESS, address="127.0.0.1")
    assert client.get("/", headers={"X-Remote-User": "niemand"}).status_code == 303
    client.headers["X-Remote-User"] = "Anna"
    shown = client.get("/")
    assert "anna (codeur)" in shown.text
    client.cookies.set("__Host-begin-klein", "A" * 43)  # a test without https has no such cookies
    accepted = client.post("/thema/t000/vaststellen", data={"csrf": csrf(client.get("/wachtwoord").text)})
    assert accepted.headers["location"] == "/thema/t000"


def test_proxy_header_from_elsewhere_or_twice_is_none(served_behind: Behind) -> None:
    served = served_behind(Review(address=ADDRESS, proxy_header="X-Remote-User"))
    elsewhere = served.client(address="10.0.0.9")
    assert elsewhere.get("/", headers={"X-Remote-User": "rita"}).status_code == 303
    twice = [("X-Remote-User", "lars"), ("X-Remote-User", "rita")]
    assert served.client(address="127.0.0.1").get("/", headers=twice).status_code == 303


def test_address_of_a_visitor_comes_from_the_proxy_and_cannot_be_made_up(served_behind: Behind) -> None:
    served = served_behind(Review(address=ADDRESS))
    made_up = {"X-Forwarded-For": "1.2.3.4, 10.0.0.7"}
    for peer in ("127.0.0.1", "10.0.0.9"):
        client = served.client(origin=ADDRESS, address=peer)
        client.headers |= made_up
        page = client.get("/aanmelden")
        client.cookies.set("__Host-begin-klein", page.cookies.get("__Host-begin-klein", "A" * 43))
        page = client.get("/aanmelden")
        client.post("/aanmelden", data={"csrf": csrf(page.text), "naam": "anna", "wachtwoord": "verkeerd"})
    assert [entry.address for entry in served.parts.accounts.audit(2)] == ["10.0.0.9", "10.0.0.7"]


def test_cookies_are_for_https_where_the_address_is(served_behind: Behind, served: Served) -> None:
    secure = served_behind(Review(address=ADDRESS)).client().get("/aanmelden").headers
    assert secure["set-cookie"].startswith("__Host-begin-klein=")
    assert "; Secure" in secure["set-cookie"]
    assert "strict-transport-security" in secure
    plain = served.client()
    page = plain.get("/aanmelden")
    form = {"csrf": csrf(page.text), "naam": "anna", "wachtwoord": PASSWORD}
    kept = plain.post("/aanmelden", data=form).headers.get_list("set-cookie")
    session = next(cookie for cookie in kept if cookie.startswith("sessie-klein="))
    assert "HttpOnly" in session
    assert "SameSite=lax" in session


def test_origin_is_that_of_this_machine_without_an_address(served: Served) -> None:
    assert served.parts.site.origin("localhost:8000") == f"{ORIGIN}:8000"
