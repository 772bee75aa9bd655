from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.errors import StudyError
from textmining.study import Labels
from textmining.topics.describing import TopicDescription
from textmining.topics.describing.language_model import (
    AskedLabels,
    LanguageModel,
    ask_labels,
    checked_label,
    open_language_model,
)

SEGMENTS = pd.DataFrame(
    {
        "text": ["geen tijd voor scholing", "te weinig tijd", "zeldzaam geval", "trage wifi", "wifi valt uit"],
        "respondent_id": list("abcde"),
    }
)
TOPICS = [
    TopicDescription("Weinig tijd", ("tijd", "scholing"), "", (0, 1), ((2, 1),), ()),
    TopicDescription("Trage wifi", ("wifi",), "", (3, 4), (), ()),
]


def completion(label: object) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": label}}]}).encode()


@dataclass
class Server:
    """A server that speaks the protocol; ``answer`` gets the number of the request and gives status and body."""

    address: str
    answer: Callable[[int], tuple[int, bytes]] = lambda number: (200, completion("Gebrek aan uren"))
    wait: float = 0.0
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.asked.append(json.loads(body))
            state.paths.append(self.path)
            state.keys.append(self.headers["Authorization"])
            time.sleep(state.wait)
            status, content = state.answer(len(state.asked))
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                pass  # the client left

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        state = Server(f"http://127.0.0.1:{running.server_port}/v1")
        thread = threading.Thread(target=running.serve_forever, args=(0.02,))
        thread.start()
        yield state
        running.shutdown()
        thread.join()


def ask(server: Server, **settings: Any) -> AskedLabels:
    model = LanguageModel(server.address, "klein-model", **{"pause": 0.01, **settings})
    return ask_labels(TOPICS, SEGMENTS, "Wat staat u in de weg?", model, seed=7)


def test_label_of_the_model_is_used_and_recorded(server: Server) -> None:
    server.answer = lambda number: (200, completion(["gebrek aan uren", "falend netwerk"][number - 1]))
    got = ask(server)
    assert got.labels == ("Gebrek aan uren", "Falend netwerk")
    assert got.by_model == (True, True)
    assert got.problems == ()
    assert got.card() == {"model": "klein-model", "host": "127.0.0.1", "asked": 2, "used": 2}


def test_only_question_words_and_representative_examples_are_sent_with_fixed_settings(server: Server) -> None:
    ask(server)
    first = server.asked[0]
    assert server.paths[0] == "/v1/chat/completions"
    assert first["temperature"] == 0
    assert first["seed"] == 7
    assert first["model"] == "klein-model"
    sent = first["messages"][1]["content"]
    assert sent == (
        "Vraag: Wat staat u in de weg?\nWoorden: tijd, scholing\n"
        "Antwoorden:\n- geen tijd voor scholing\n- te weinig tijd"
    )
    assert "zeldzaam" not in json.dumps(server.asked)
    assert "respondent" not in json.dumps(server.asked)


def test_key_is_sent_as_bearer_and_shown_nowhere(server: Server) -> None:
    assert ask(server, key="geheim-1").labels[0] == "Gebrek aan uren"
    assert server.keys[0] == "Bearer geheim-1"
    assert "geheim-1" not in repr(LanguageModel(server.address, "m", "geheim-1"))


@pytest.mark.parametrize(
    "body",
    [b"", b"not json", b"[]", b"{}", b'{"choices": []}', b"[" * 5000, completion(None), completion(12), b"\xff\xfe"]
    + [
        completion(text)
        for text in ("", "een\ntwee", "x" * 61, "12345", "**Tijd**", "<b>Tijd</b>", "[persoon 1]", "=A1+B1")
    ],
)
def test_answer_that_is_no_label_leaves_the_topic_its_own(server: Server, body: bytes) -> None:
    server.answer = lambda number: (200, body)
    got = ask(server)
    assert got.labels == ("Weinig tijd", "Trage wifi")
    assert got.by_model == (False, False)
    assert got.problems == ("127.0.0.1: an answer of klein-model is no label; the topic keeps its own.",)
    assert len(server.asked) == 2


def test_two_topics_never_get_one_label(server: Server) -> None:
    got = ask(server)
    assert got.labels == ("Gebrek aan uren", "Trage wifi")
    assert got.by_model == (True, False)
    server.answer = lambda number: (200, completion("trage WIFI"))
    assert ask(server).labels[0] == "Weinig tijd"


def test_word_of_one_respondent_never_becomes_a_label(server: Server) -> None:
    server.answer = lambda number: (200, completion("Zeldzaam geval"))
    got = ask(server)
    assert got.by_model == (False, False)
    assert "rare word" in got.problems[0]


def test_chance_failure_is_tried_again(server: Server) -> None:
    server.answer = lambda number: (503, b"") if number < 3 else (200, completion(f"Gebrek aan uren {number}"))
    assert ask(server).by_model == (True, True)
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("status", "times", "told"),
    [(500, 3, "500"), (429, 3, "429"), (401, 1, "key_env"), (404, 1, "address"), (302, 1, "302")],
)
def test_failing_server_is_asked_so_often_and_then_no_more(server: Server, status: int, times: int, told: str) -> None:
    server.answer = lambda number: (status, b"oops")
    got = ask(server)
    assert len(server.asked) == times
    assert got.labels == ("Weinig tijd", "Trage wifi")
    assert len(got.problems) == 1
    assert told in got.problems[0]
    assert "Topics keep their own labels." in got.problems[0]


def test_server_that_is_too_slow_is_left(server: Server) -> None:
    server.wait = 0.4
    begin = time.monotonic()
    got = ask(server, timeout=0.1)
    assert time.monotonic() - begin < 3
    assert got.by_model == (False, False)
    assert "did not answer within 0.1 seconds" in got.problems[0]


def test_endless_answer_is_cut_off(server: Server) -> None:
    server.answer = lambda number: (200, b" " * 1_000_000)
    assert ask(server).by_model == (False, False)


def test_server_that_is_not_there_is_told(server: Server) -> None:
    server.address = "http://127.0.0.1:9/v1"
    assert "could not be reached" in ask(server).problems[0]


@pytest.mark.parametrize(
    ("answer", "label"),
    [
        ('"Tekort aan tijd."', "Tekort aan tijd"),
        ("Label: ‘te weinig uren’", "Te weinig uren"),
        ("<think>hm\nhm</think>\n\nHoge werkdruk\n", "Hoge werkdruk"),
    ],
)
def test_what_models_put_around_a_label_is_taken_off(answer: str, label: str) -> None:
    assert checked_label(answer) == label


@given(st.text())
def test_any_answer_is_one_short_line_or_none(answer: str) -> None:
    label = checked_label(answer)
    if label is not None:
        assert 1 < len(label) <= 61
        assert label.isprintable()
        assert not set(label) & set("<>{}[]*`#|")


def test_study_without_a_language_model_opens_none() -> None:
    assert open_language_model(Labels()) is None


def test_key_comes_from_the_environment_or_the_study_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = Labels(address="https://modellen.school.nl/v1/", model="m", key_env="LABELS_KEY")
    monkeypatch.delenv("LABELS_KEY", raising=False)
    with pytest.raises(StudyError, match="LABELS_KEY, an environment variable that holds no key"):
        open_language_model(labels)
    monkeypatch.setenv("LABELS_KEY", "geheim")
    opened = open_language_model(labels)
    assert opened == LanguageModel("https://modellen.school.nl/v1", "m", "geheim")
    assert opened.host == "modellen.school.nl"
