from __future__ import annotations

from tests.review.conftest import PASSWORD, Served, post

NEW = "geheel andere woorden"


def test_signing_out_ends_the_session(served: Served) -> None:
    client = served.signed_in("anna")
    kept = client.cookies["sessie-klein"]
    answer = post(client, "/afmelden", {})
    assert answer.headers["location"] == "/aanmelden?melding=afgemeld"
    assert "sessie-klein" not in client.cookies
    again = served.client()
    again.cookies.set("sessie-klein", kept, domain="localhost.local", path="/")
    assert again.get("/").status_code == 303
    assert "U bent afgemeld." in client.get("/aanmelden?melding=afgemeld").text


def test_password_is_changed_and_every_session_ends(served: Served) -> None:
    one, other = served.signed_in("anna"), served.signed_in("anna")
    answer = post(one, "/wachtwoord", {"oud": PASSWORD, "nieuw": NEW, "herhaald": NEW})
    assert answer.headers["location"] == "/aanmelden?melding=gewijzigd"
    assert other.get("/").status_code == 303
    assert served.parts.accounts.sign_in("anna", NEW, "10.0.0.1").secret is not None


def test_password_stays_where_the_form_is_not_right(served: Served) -> None:
    client = served.signed_in("anna")
    wrong = {
        "Het oude wachtwoord klopt niet.": ("verkeerd", NEW, NEW),
        "zijn niet gelijk": (PASSWORD, NEW, f"{NEW}!"),
        "Kies een ander wachtwoord": (PASSWORD, "kort", "kort"),
    }
    for told, (old, new, again) in wrong.items():
        answer = post(client, "/wachtwoord", {"oud": old, "nieuw": new, "herhaald": again})
        assert answer.status_code == 400
        assert told in answer.text
    assert client.get("/").status_code == 200
    assert served.parts.accounts.sign_in("anna", PASSWORD, "10.0.0.1").secret is not None


def test_wrong_name_and_wrong_password_are_told_apart_by_nothing(served: Served) -> None:
    client = served.client()
    told = [
        post(client, "/aanmelden", {"naam": name, "wachtwoord": "verkeerd wachtwoord"}).text.replace(name, "")
        for name in ("anna", "niemand")
    ]
    assert told[0] == told[1]
    assert "Deze naam en dit wachtwoord horen niet bij elkaar." in told[0]


def test_who_has_a_session_need_not_sign_in(served: Served) -> None:
    assert served.signed_in("anna").get("/aanmelden").headers["location"] == "/"


def test_researcher_sees_who_came_in(served: Served) -> None:
    client = served.client()
    post(client, "/aanmelden", {"naam": "anna", "wachtwoord": "verkeerd"})
    assert post(client, "/aanmelden", {"naam": "anna", "wachtwoord": PASSWORD}).status_code == 303
    page = served.signed_in("rita").get("/toegang").text
    assert "<td>aangemeld</td><td>anna</td><td>10.0.0.1</td>" in page
    assert "<td>aanmelding geweigerd</td><td>anna</td>" in page


def test_health_tells_nothing_but_that(served: Served) -> None:
    assert served.client().get("/healthz").json() == {"status": "ok"}
