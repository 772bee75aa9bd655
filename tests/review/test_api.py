from __future__ import annotations

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.review.conftest import Served, post


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
    told = client.get("/api/v1/questions/weg/themes").text
    assert not [a.id for a in book.material.answers.values() if a.id in told or (len(a.text) > 20 and a.text in told)]


def test_description_names_what_is_there_and_only_that(served: Served) -> None:
    client = served.signed_in("lars")
    assert set(client.get("/api/v1/openapi.json").json()["paths"]) == {
        "/api/v1/questions",
        "/api/v1/questions/{codebook}/themes",
    }
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert client.get(path).status_code == 404


def test_unknown_codebook_is_told_as_json(served: Served) -> None:
    answer = served.signed_in("lars").get("/api/v1/questions/geen/themes")
    assert answer.status_code == 404
    assert "codeboek" in answer.json()["detail"]


def test_nothing_that_the_description_allows_breaks_the_api(served: Served) -> None:
    client = served.signed_in("lars")
    schema = schemathesis.openapi.from_dict(served.app.openapi())
    for operation in schema.get_all_operations():
        made = operation.ok().as_strategy()

        @settings(
            max_examples=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            database=None,
        )
        @given(case=made)
        def check(case: schemathesis.Case) -> None:
            asked = case.as_transport_kwargs(base_url="http://localhost")
            answer = client.request(asked["method"], asked["url"], params=asked.get("params"))
            assert answer.status_code < 500

        check()
