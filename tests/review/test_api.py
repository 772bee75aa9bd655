from __future__ import annotations

from collections.abc import Callable

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings

from tests.review.conftest import Served, post
from tests.review.test_agreeing import book_of, code, double_code
from textmining.codebook.decisions import Accept, AddTheme, CodeAnswer, MarkAnswer, Reject, SignOff
from textmining.review.access import MAY
from textmining.study_settings import Review

WEG = "/api/v1/questions/weg"


@pytest.fixture
def served(served_behind: Callable[[Review], Served]) -> Served:
    """The app with samples that are large enough, whatever the key by which they are drawn."""
    return served_behind(Review(random_sample=160, double_sample=40))


def test_questions_and_themes_are_those_of_the_pages(served: Served) -> None:
    client = served.signed_in("anna")
    weg, wens = client.get("/api/v1/questions").json()
    assert weg == {"id": "weg", "text": "Wat staat u in de weg?", "n_answers": 398, "n_themes": 9, "n_judged": 0}
    assert wens["n_themes"] == 0
    post(client, "/thema/t000/naam", {"naam": "Te weinig tijd", "gezien": 0})
    themes = {theme["theme_id"]: theme for theme in client.get("/api/v1/questions/weg/themes").json()}
    assert themes["t000"]["label"] == "Te weinig tijd"
    assert themes["t001a"]["parent_id"] == "t001"
    assert themes["t001"]["n_answers"] >= themes["t001a"]["n_answers"]


def test_no_answer_is_in_the_api(served: Served) -> None:
    client = served.signed_in("lars")
    book = served.parts.books.of("weg")
    assert book is not None
    told = client.get("/api/v1/questions/weg/themes").text + client.get(f"{WEG}/themes/t000").text
    assert not [a.id for a in book.material.answers.values() if a.id in told]
    told += "".join(client.get(f"{WEG}/{part}").text for part in ("codings", "agreement", "progress", "versions"))
    assert not [a.id for a in book.material.answers.values() if len(a.text) > 20 and a.text in told]


def test_description_names_what_is_there_and_only_that(served: Served) -> None:
    client = served.signed_in("lars")
    described = client.get("/api/v1/openapi.json").json()
    ours = {path for method, path in MAY if path.startswith("/api/v1/") and path != "/api/v1/openapi.json"}
    assert set(described["paths"]) == ours
    for path, operations in described["paths"].items():
        answers = operations["get"]["responses"]
        assert "schema" in answers["200"]["content"]["application/json"], path
        assert {"304", "401", "403", "422"} <= set(answers), path
        assert operations["get"]["security"] == [{"token": []}]
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert client.get(path).status_code == 404


def test_one_theme_is_told_whole_in_use_or_not(served: Served) -> None:
    anna = served.signed_in("anna")
    form = {"omschrijving": "Tijd ontbreekt", "wel": "geen uren", "niet": "geen zin", "gezien": 0}
    post(anna, "/thema/t000/omschrijving", form)
    post(anna, "/vraag/weg/samenvoegen", {"thema": ["t004", "t005"], "naar": "t005", "gezien": 9})
    theme = anna.get(f"{WEG}/themes/t000").json()
    assert (theme["definition"], theme["include"], theme["exclude"]) == ("Tijd ontbreekt", ["geen uren"], ["geen zin"])
    gone = anna.get(f"{WEG}/themes/t004").json()
    assert (gone["status"], gone["merged_into"]) == ("merged", "t005")
    for unknown in ("t999", "none-wens", "%00", "x" * 201):
        assert anna.get(f"{WEG}/themes/{unknown}").status_code in (404, 422)


def test_codings_are_those_of_the_pages_page_by_page(served: Served) -> None:
    lars, book = served.signed_in("lars"), book_of(served)
    found, after = [], ""
    for _ in range(5):
        page = lars.get(f"{WEG}/codings", params={"after": after, "limit": 100}).json()
        found += page["items"]
        after = page["next"]
        if after is None:
            break
    else:
        pytest.fail("the pages do not end")
    themes = {answer: set(own) for answer, own in book.themes_of.items() if own and answer in book.material.answers}
    assert page["n_answers"] == len(book.material.answers)
    assert {(one["answer_id"], one["theme_id"]) for one in found} == {(a, t) for a, own in themes.items() for t in own}
    assert {one["source"] for one in found} == {"model", "rule"}
    assert found == sorted(found, key=lambda one: one["answer_id"])
    assert set(found[0]) == {"answer_id", "theme_id", "source", "confidence"}


def test_codings_say_what_coders_did(served: Served) -> None:
    store, fit = served.parts.books.store, book_of(served).material.base.fit
    first, second, third, fourth = sorted(book_of(served).material.answers)[1:5]
    for action in (
        CodeAnswer(answer=first, themes=("t000", "t002")),
        CodeAnswer(answer=second, themes=()),
        MarkAnswer(answer=third, mark="uncodable"),
        AddTheme(answer=fourth, theme="t005"),
    ):
        store.append("weg", action, actor="anna", seen=0, fit=fit)
    told = served.signed_in("lars").get(f"{WEG}/codings?limit=6").json()
    own = [(one["answer_id"], one["theme_id"]) for one in told["items"] if one["source"] == "coder"]
    assert sorted(own) == [(first, "t000"), (first, "t002"), (fourth, "t005")]
    assert not [one for one in told["items"] if one["answer_id"] in (second, third)]
    assert told["n_answers"] == 397


def test_coder_who_still_codes_blind_gets_nothing_of_others(served: Served) -> None:
    sample = served.parts.coding.double_sample(book_of(served))
    code(served, "anna", dict.fromkeys(sample, ("t005",)))
    code(served, "bram", {sample[0]: ("t000",)})

    def coded(name: str) -> set[str]:
        told = served.signed_in(name).get(f"{WEG}/codings?limit=5000").json()["items"]
        return {one["answer_id"] for one in told if one["source"] == "coder"}

    assert coded("bram") == set()
    assert coded("anna") == coded("lars") == coded("rita") == set(sample)
    assert served.signed_in("bram").get(f"{WEG}/agreement").status_code == 409
    assert served.signed_in("anna").get(f"{WEG}/agreement").status_code == 200


def test_agreement_is_that_of_the_page(served: Served) -> None:
    sample = double_code(served)
    told = served.signed_in("lars").get(f"{WEG}/agreement").json()
    assert (told["n_answers"], told["n_coders"], told["mark"]) == (len(sample), 2, "indicatief")
    assert told["same"] == pytest.approx(1 - 4 / len(sample))
    assert told["low"] <= told["alpha"] <= told["high"]
    themes = {one["theme_id"]: one for one in told["themes"]}
    assert themes["t000"]["mentions"] == 2 * len(sample) - 4
    assert themes["t005"]["alpha"] is None
    assert themes["t005"]["reason"] == "geen codeur koos dit thema"


def test_progress_names_coders_to_coders_only(served: Served) -> None:
    sample = double_code(served)
    anna, lars = (served.signed_in(name).get(f"{WEG}/progress").json() for name in ("anna", "lars"))
    assert anna["double"] == lars["double"] == {"done": len(sample), "total": len(sample)}
    assert [(one["name"], one["double"]) for one in anna["coders"]] == [("anna", len(sample)), ("bram", len(sample))]
    assert lars["coders"] == []
    assert "seconds" not in str(anna)


def test_versions_tell_what_was_signed_and_decided_since(served: Served) -> None:
    lars = served.signed_in("lars")
    assert lars.get(f"{WEG}/versions").json() == []
    store, fit = served.parts.books.store, book_of(served).material.base.fit
    for action in (Accept(theme="t000"), SignOff(number=1), Reject(theme="t002")):
        store.append("weg", action, actor="rita", seen=9, fit=fit)
    (version,) = lars.get(f"{WEG}/versions").json()
    assert (version["number"], version["decision"], version["signed_by"]) == (1, 2, "rita")
    assert version["decisions_since"] == 1


def test_what_has_not_changed_is_not_sent_again(served: Served) -> None:
    lars, anna = served.signed_in("lars"), served.signed_in("anna")
    for path in ("/api/v1/questions", f"{WEG}/themes", f"{WEG}/themes/t000", f"{WEG}/codings", f"{WEG}/versions"):
        tag = lars.get(path).headers["etag"]
        again = lars.get(path, headers={"If-None-Match": f'"x", W/{tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert lars.get(path, headers={"If-None-Match": '"x"'}).status_code == 200
    tag = lars.get(f"{WEG}/themes").headers["etag"]
    assert lars.get(f"{WEG}/codings?limit=1").headers["etag"] != lars.get(f"{WEG}/codings?limit=2").headers["etag"]
    post(anna, "/thema/t000/naam", {"naam": "Te weinig tijd", "gezien": 0})
    assert lars.get(f"{WEG}/themes", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("query", ["limit=0", "limit=5001", "limit=x", "limit=1.5", f"after={'x' * 201}"])
def test_page_that_cannot_be_is_refused_in_dutch(served: Served, query: str) -> None:
    answer = served.signed_in("lars").get(f"{WEG}/codings?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.json()["detail"]


def test_unknown_codebook_is_told_as_json(served: Served) -> None:
    answer = served.signed_in("lars").get("/api/v1/questions/geen/themes")
    assert answer.status_code == 404
    assert "codeboek" in answer.json()["detail"]


def ask(client: TestClient, operation: schemathesis.APIOperation) -> None:
    """Ask whatever the description allows of an operation."""
    described = {*operation.definition.raw["responses"], "404"}

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        database=None,
    )
    @given(case=operation.as_strategy())
    def check(case: schemathesis.Case) -> None:
        asked = case.as_transport_kwargs(base_url="http://localhost")
        answer = client.request(asked["method"], asked["url"], params=asked.get("params"))
        assert answer.status_code < 500
        assert str(answer.status_code) in described

    check()


def test_nothing_that_the_description_allows_breaks_the_api(served: Served) -> None:
    client = served.signed_in("lars")
    for operation in schemathesis.openapi.from_dict(served.app.openapi()).get_all_operations():
        ask(client, operation.ok())
