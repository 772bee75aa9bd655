from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.review.conftest import Served, post
from textmining.codebook.decisions import CodeAnswer, ReportPersonal
from textmining.review.book import Book
from textmining.review.routes import agreeing
from textmining.study_settings import Review

QUESTION = "/vraag/weg"


@pytest.fixture
def served(served_behind: Callable[[Review], Served]) -> Served:
    """The app with samples that are large enough, whatever the key by which they are drawn."""
    return served_behind(Review(random_sample=160, double_sample=40))


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages wait for their figures, however busy the machine is."""
    monkeypatch.setattr(agreeing, "PATIENCE", 30.0)


def book_of(served: Served) -> Book:
    found = served.parts.books.of("weg")
    assert found is not None
    return found


def code(served: Served, coder: str, codes: dict[str, tuple[str, ...]], queue: str = "double") -> None:
    """Let a coder code answers blind."""
    chance = 0.5 if queue == "random" else None
    fit = book_of(served).material.base.fit
    for answer, themes in codes.items():
        action = CodeAnswer(
            answer=answer, themes=themes, queue=queue, blind=True, inclusion_probability=chance, seconds=12
        )
        served.parts.books.store.append("weg", action, actor=coder, seen=0, fit=fit)


def double_code(served: Served, *, differing: int = 4) -> list[str]:
    """Both coders code the double sample; they differ on the first answers: t000 against t002."""
    sample = served.parts.coding.double_sample(book_of(served))
    assert len(sample) >= differing + 2
    code(served, "anna", dict.fromkeys(sample, ("t000",)))
    code(served, "bram", {a: ("t002",) if n < differing else ("t000",) for n, a in enumerate(sample)})
    return sample


def test_coder_who_has_not_finished_sees_progress_and_nothing_of_others(served: Served) -> None:
    sample = served.parts.coding.double_sample(book_of(served))
    code(served, "anna", dict.fromkeys(sample, ("t004",)))
    code(served, "bram", {sample[0]: ("t000",)})
    bram = served.signed_in("bram")
    for page in ("overeenstemming", "verschillen"):
        told = bram.get(f"{QUESTION}/{page}").text
        assert f"hebt u 1 van {len(sample)} gedaan" in told
        assert "Eerst codeert u zelf" in told
        assert "Thema 5" not in told
    assert bram.get(f"{QUESTION}/verschillen/{sample[0]}").status_code == 400
    assert bram.get(f"{QUESTION}/overeenstemming/themas.csv").status_code == 400
    assert post(bram, f"{QUESTION}/verschillen/{sample[0]}", {"thema": "t000", "gezien": 99}).status_code == 400
    assert "Eerst codeert u zelf" not in served.signed_in("anna").get(f"{QUESTION}/verschillen").text


def test_researcher_looks_at_once_unless_taking_part(served: Served) -> None:
    sample = double_code(served)
    rita = served.signed_in("rita")
    assert "Per thema" in rita.get(f"{QUESTION}/overeenstemming").text
    code(served, "rita", {sample[0]: ()})
    assert "Per thema" not in rita.get(f"{QUESTION}/overeenstemming").text


def test_agreement_is_that_of_what_coders_chose_and_stays_so_after_settling(served: Served) -> None:
    sample = double_code(served)
    anna = served.signed_in("anna")
    shown = anna.get(f"{QUESTION}/overeenstemming").text
    percent = round(100 * (1 - 4 / len(sample)))
    assert f"in {percent}% van de gevallen precies dezelfde thema’s" in shown
    assert "indicatief" in shown
    assert "thema=t000&amp;ander=t002" in shown
    lines = anna.get(f"{QUESTION}/overeenstemming/themas.csv").text.splitlines()
    before = [line.split(";") for line in lines]
    assert before[0][0] == "\ufefftheme_id"
    assert before[1][before[0].index("n")] == str(len(sample))
    post(anna, f"{QUESTION}/verschillen/{sample[0]}", {"thema": "t000", "gezien": 999})
    assert anna.get(f"{QUESTION}/overeenstemming/themas.csv").text.splitlines() == lines


def test_nothing_that_was_coded_by_one_is_told_as_agreement(served: Served) -> None:
    sample = served.parts.coding.double_sample(book_of(served))
    code(served, "anna", dict.fromkeys(sample, ("t000",)))
    shown = served.signed_in("anna").get(f"{QUESTION}/overeenstemming").text
    assert "nog geen antwoord dat twee codeurs" in shown
    assert served.signed_in("anna").get(f"{QUESTION}/verschillen").text.count("Er zijn geen verschillen") == 1


@pytest.mark.parametrize("table", ["themas", "verwisseld", "codeurs", "model"])
def test_each_table_is_a_csv_that_no_spreadsheet_calculates_with(served: Served, table: str) -> None:
    double_code(served)
    rita = served.signed_in("rita")
    post(rita, "/thema/t000/naam", {"naam": "=1+1", "gezien": 999})
    answer = rita.get(f"{QUESTION}/overeenstemming/{table}.csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    (entry, *_) = served.parts.accounts.audit(1)
    assert (entry.kind, entry.actor, entry.detail) == ("export", "rita", f"overeenstemming weg {table}")
    assert ";=1+1" not in answer.text
    if table in ("themas", "verwisseld"):
        assert ";'=1+1" in answer.text


def test_unknown_table_is_not_found(served: Served) -> None:
    assert served.signed_in("rita").get(f"{QUESTION}/overeenstemming/..%2Fx.csv").status_code == 404
    assert served.signed_in("rita").get(f"{QUESTION}/overeenstemming/alles.csv").status_code == 404


def test_differences_are_shown_with_who_chose_what_and_settled_one_after_another(served: Served) -> None:
    sample = double_code(served, differing=2)
    anna = served.signed_in("anna")
    listed = anna.get(f"{QUESTION}/verschillen").text
    assert "2 antwoorden zijn" in listed
    first, second = sorted(sample[:2])
    shown = anna.get(f"{QUESTION}/verschillen/{first}").text
    assert "Verschil 1 van 2" in shown
    assert "<dt>anna</dt><dd><strong>Thema 1</strong>" in shown
    assert "<dt>bram</dt><dd><strong>Thema 3</strong>" in shown
    assert "‘tijd’ en ‘rooster 0’" in shown
    form = {"thema": ["t002", "t004"], "reden": "Het gaat om beide.", "gezien": book_of(served).last}
    answer = post(anna, f"{QUESTION}/verschillen/{first}", form)
    assert answer.headers["location"] == f"{QUESTION}/verschillen/{second}"
    assert book_of(served).codebook.settled[first] == {"t002", "t004"}
    form = {"geen": "ja", "gezien": book_of(served).last}
    assert post(anna, f"{QUESTION}/verschillen/{second}", form).headers["location"] == f"{QUESTION}/verschillen"
    assert book_of(served).codebook.settled[second] == frozenset()
    listed = anna.get(f"{QUESTION}/verschillen").text
    assert "Alle verschillen zijn beslist" in listed
    assert "Het gaat om beide." in listed
    assert "geen van deze thema’s" in listed


def test_settled_difference_is_undone_and_open_again(served: Served) -> None:
    (first, *_) = sorted(double_code(served, differing=1)[:1])
    anna, bram = served.signed_in("anna"), served.signed_in("bram")
    post(anna, f"{QUESTION}/verschillen/{first}", {"thema": "t000", "gezien": book_of(served).last})
    decision = book_of(served).last
    shown = bram.get(f"{QUESTION}/verschillen/{first}").text
    assert "anna besliste op" in shown
    undo = {"besluit": decision, "gezien": decision}
    assert post(bram, f"{QUESTION}/verschillen/{first}/ongedaan", undo).status_code == 303
    assert first not in book_of(served).codebook.settled
    assert post(bram, f"{QUESTION}/verschillen/{first}/ongedaan", undo).status_code == 409
    assert "1 antwoord is door codeurs" in bram.get(f"{QUESTION}/verschillen").text


def test_undo_takes_back_what_was_seen_and_nothing_newer(served: Served) -> None:
    (first, *_) = double_code(served, differing=1)
    anna = served.signed_in("anna")
    post(anna, f"{QUESTION}/verschillen/{first}", {"thema": "t000", "gezien": book_of(served).last})
    old = book_of(served).last
    post(anna, f"{QUESTION}/verschillen/{first}", {"thema": "t002", "gezien": old})
    for number in (old, 0, "", "x", 10**9):
        answer = post(anna, f"{QUESTION}/verschillen/{first}/ongedaan", {"besluit": number, "gezien": old})
        assert answer.status_code == 409
    assert book_of(served).codebook.settled[first] == {"t002"}


def test_second_who_settles_is_told_of_the_first_and_nothing_is_overwritten(served: Served) -> None:
    (first, *_) = double_code(served, differing=1)
    anna, bram = served.signed_in("anna"), served.signed_in("bram")
    seen = book_of(served).last
    post(anna, f"{QUESTION}/verschillen/{first}", {"thema": "t000", "gezien": seen})
    answer = post(bram, f"{QUESTION}/verschillen/{first}", {"thema": "t002", "gezien": seen})
    assert answer.status_code == 409
    assert "anna" in answer.text
    assert "‘Thema 1’" in answer.text
    assert "‘Thema 3’" in answer.text
    assert book_of(served).codebook.settled[first] == {"t000"}


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({}, "Kies ten minste één thema"),
        ({"thema": "t000", "geen": "ja"}, "Kies een van de twee"),
        ({"thema": ["t000", "bestaat-niet"]}, "is er niet meer"),
        ({"thema": "x" * 5000}, "is er niet meer"),
    ],
)
def test_form_that_cannot_be_is_shown_again_with_what_was_typed(
    served: Served, form: dict[str, object], why: str
) -> None:
    (first, *_) = double_code(served, differing=1)
    before = served.parts.books.store.last()
    answer = post(served.signed_in("anna"), f"{QUESTION}/verschillen/{first}", {**form, "reden": "zie <b>noot</b>"})
    assert answer.status_code == 400
    assert why in answer.text
    assert "zie &lt;b&gt;noot&lt;/b&gt;" in answer.text
    if "t000" in form.get("thema", ()):
        assert 'value="t000" checked' in answer.text
    assert served.parts.books.store.last() == before


def test_answers_without_a_difference_have_no_page(served: Served) -> None:
    sample = double_code(served, differing=1)
    anna = served.signed_in("anna")
    for answer in (sample[-1], "bestaat-niet", "%00"):
        assert anna.get(f"{QUESTION}/verschillen/{answer}").status_code == 404
    assert post(anna, f"{QUESTION}/verschillen/{sample[-1]}", {"thema": "t000", "gezien": 99}).status_code == 404
    assert anna.get("/vraag/bestaat-niet/verschillen").status_code == 404


def test_differences_are_narrowed_to_the_themes_in_dispute(served: Served) -> None:
    sample = double_code(served, differing=2)
    anna = served.signed_in("anna")
    both = anna.get(f"{QUESTION}/verschillen?thema=t000&ander=t002").text
    assert "2 antwoorden zijn" in both
    assert "Alleen verschillen over <strong>Thema 1</strong> en <strong>Thema 3</strong>" in both
    assert "Er zijn geen verschillen" in anna.get(f"{QUESTION}/verschillen?thema=t004").text
    assert "2 antwoorden zijn" in anna.get(f"{QUESTION}/verschillen?thema=<script>&blad=x").text
    assert sample


def test_many_differences_are_on_pages(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreeing, "PER_PAGE", 2)
    double_code(served, differing=3)
    anna = served.signed_in("anna")
    assert "blad 1 van 2" in anna.get(f"{QUESTION}/verschillen?thema=t000").text
    second = anna.get(f"{QUESTION}/verschillen?thema=t000&blad=2").text
    assert "?thema=t000&amp;blad=1" in second
    assert second.count("<dt>anna</dt>") == 1


def test_script_in_an_answer_is_text(served: Served) -> None:
    answer = "a00000"
    code(served, "anna", {answer: ("t000",)}, "random")
    code(served, "bram", {answer: ("t002",)})
    shown = served.signed_in("rita").get(f"{QUESTION}/verschillen/{answer}").text
    assert "&lt;script&gt;" in shown
    assert "<script>alert" not in shown


def test_theme_that_was_merged_since_counts_as_the_one_it_is_in(served: Served) -> None:
    double_code(served, differing=3)
    rita = served.signed_in("rita")
    assert "3 antwoorden zijn" in rita.get(f"{QUESTION}/verschillen").text
    post(rita, f"{QUESTION}/samenvoegen", {"thema": ["t000", "t002"], "gezien": 999})
    assert "Er zijn geen verschillen" in rita.get(f"{QUESTION}/verschillen").text
    assert "100% van de gevallen" in rita.get(f"{QUESTION}/overeenstemming").text


def test_model_is_compared_on_answers_that_were_coded_blind(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    import pandas as pd

    from textmining.codebook.coder import Predictions

    sample = double_code(served, differing=0)
    draw = random.Random(1)
    given = pd.DataFrame({"t000": [draw.random() < 0.5 for _ in sample], "t999": True}, sample)
    predicted = Predictions(given.astype(float), given, pd.Series(0.9, sample))
    monkeypatch.setattr(type(served.parts.coding), "out_of_fold", lambda *_: predicted)
    found = int(given["t000"].sum())
    shown = served.signed_in("anna").get(f"{QUESTION}/overeenstemming").text
    assert f"In {round(100 * found / len(sample))}% van {2 * len(sample)} coderingen" in shown
    assert "t999" not in shown
    lines = served.signed_in("anna").get(f"{QUESTION}/overeenstemming/model.csv").text.splitlines()
    names = lines[0].lstrip("\ufeff").split(";")
    rows = {row["theme_id"]: row for row in (dict(zip(names, line.split(";"), strict=True)) for line in lines[1:])}
    assert list(rows) == list(book_of(served).order)
    assert (rows["t000"]["by_both"], rows["t000"]["by_coder"]) == (str(2 * found), str(2 * len(sample)))


def test_reason_does_not_show_what_was_reported_since(served: Served) -> None:
    (first, *_) = double_code(served, differing=1)
    anna = served.signed_in("anna")
    form = {"thema": "t000", "reden": "Zoals Jansen zei.", "gezien": book_of(served).last}
    post(anna, f"{QUESTION}/verschillen/{first}", form)
    assert "Jansen" in anna.get(f"{QUESTION}/verschillen").text
    report = ReportPersonal(answer=first, text="Jansen")
    served.parts.books.decide(book_of(served), report, actor="bram", seen=999)
    for page in ("verschillen", f"verschillen/{first}"):
        shown = anna.get(f"{QUESTION}/{page}").text
        assert "Jansen" not in shown
        assert "Zoals" in shown


def test_without_a_double_sample_nothing_is_hidden(served_behind: Callable[[Review], Served]) -> None:
    served = served_behind(Review(random_sample=40, double_sample=0))
    shown = served.signed_in("anna").get(f"{QUESTION}/overeenstemming").text
    assert "geen dubbele steekproef" in shown
    assert "Eerst codeert u zelf" not in shown


def test_question_without_themes_or_codes_has_pages_too(served: Served) -> None:
    rita = served.signed_in("rita")
    for question in ("weg", "wens"):
        assert "nog geen antwoord dat twee codeurs" in rita.get(f"/vraag/{question}/overeenstemming").text
        assert "Er zijn geen verschillen" in rita.get(f"/vraag/{question}/verschillen").text
        for table in ("themas", "verwisseld", "codeurs", "model"):
            assert rita.get(f"/vraag/{question}/overeenstemming/{table}.csv").status_code == 200
        told = rita.get(f"/api/v1/questions/{question}/agreement").json()
        assert (told["n_answers"], told["alpha"], told["mark"]) == (0, None, "indicatief")
