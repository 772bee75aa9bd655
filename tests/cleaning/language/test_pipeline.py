from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from textmining.cleaning import LanguagePipeline, language_id, load_language
from textmining.cleaning.language import lemmas_of
from textmining.errors import ModelError

# Text, tags, parts of speech, lemmas, heads and relations, as a treebank would have them.
TRAINING = (
    (
        "De scholen zijn open .",
        "LID|bep|stan|rest N|soort|mv|basis WW|pv|tgw|mv ADJ|vrij|basis|zonder LET",
        "DET NOUN AUX ADJ PUNCT",
        "de school zijn open .",
        [1, 3, 3, 3, 3],
        "det nsubj cop ROOT punct",
    ),
    (
        "Docenten geven lessen .",
        "N|soort|mv|basis WW|pv|tgw|mv N|soort|mv|basis LET",
        "NOUN VERB NOUN PUNCT",
        "docent geven les .",
        [1, 1, 1, 1],
        "nsubj ROOT obj punct",
    ),
)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A spaCy pipeline with the components of nl_core_news_lg, trained on two sentences and saved to disk."""
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("nl", meta={"name": "klein", "version": "0.0.1"})
    nlp.add_pipe("tok2vec")
    nlp.add_pipe("morphologizer")
    nlp.add_pipe("tagger")
    nlp.add_pipe("parser", config={"min_action_freq": 1})
    nlp.add_pipe("trainable_lemmatizer", name="lemmatizer", config={"min_tree_freq": 1})
    nlp.add_pipe("senter")
    ruler = nlp.add_pipe("attribute_ruler")
    nlp.add_pipe("ner")
    examples = [
        Example.from_dict(
            nlp.make_doc(text),
            {
                "words": text.split(),
                "tags": tags.split(),
                "pos": pos.split(),
                "lemmas": lemmas.split(),
                "heads": heads,
                "deps": relations.split(),
                "entities": ["O"] * len(heads),
                "sent_starts": [1] + [0] * (len(heads) - 1),
            },
        )
        for text, tags, pos, lemmas, heads, relations in TRAINING
    ]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(20):
        nlp.update(examples, sgd=optimizer)
    ruler.add([[{"IS_SPACE": True}]], {"TAG": "_SP", "POS": "SPACE"})
    folder = tmp_path_factory.mktemp("trained") / "nl_klein"
    nlp.to_disk(folder)
    return folder


def test_a_pipeline_saved_to_disk_is_used_by_its_folder(trained: Path, tmp_path: Path) -> None:
    pipeline = load_language(str(trained), "nl", tmp_path)
    assert pipeline.name == "nl_klein 0.0.1"
    assert pipeline.lemmas(["De scholen zijn open .", "Docenten geven lessen ."]) == [
        "de school zijn open",
        "docent geven les",
    ]
    assert [token.tag_ for token in pipeline.nlp("Docenten geven lessen .")] == TRAINING[1][1].split()


def test_auto_prefers_the_trained_pipeline_of_the_models_folder(trained: Path, tmp_path: Path) -> None:
    assert load_language("auto", "nl", tmp_path).name.startswith("embedded")
    # as pip and spacy download lay it out: the pipeline in a folder that names its version
    shutil.copytree(trained, tmp_path / "nl_core_news_lg" / "nl_core_news_lg-3.8.0")
    assert load_language("auto", "nl", tmp_path).name == "nl_klein 0.0.1"
    assert load_language("nl_core_news_lg", "nl", tmp_path).name == "nl_klein 0.0.1"
    assert load_language("embedded", "nl", tmp_path).name.startswith("embedded")


def test_the_id_changes_with_the_weights_and_not_with_the_place(trained: Path, tmp_path: Path) -> None:
    copy, other = tmp_path / "copy", tmp_path / "other"
    shutil.copytree(trained, copy)
    shutil.copytree(trained, other)
    weights = other / "lemmatizer" / "model"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x00")
    assert language_id(str(copy), "nl", tmp_path) == language_id(str(trained), "nl", tmp_path)
    assert language_id(str(other), "nl", tmp_path) != language_id(str(trained), "nl", tmp_path)


def test_the_order_and_company_of_texts_do_not_change_their_lemmas(trained: Path, tmp_path: Path) -> None:
    pipeline = load_language(str(trained), "nl", tmp_path)
    texts = ["De scholen zijn open .", "Docenten geven lessen .", "De lessen zijn open ."]
    assert pipeline.lemmas(texts * 2)[::-1] == pipeline.lemmas(texts[::-1] * 2)


@pytest.mark.parametrize("setting", ["nl_core_news_lg", "nl_bestaat_niet", "geen/map", "os", ""])
def test_a_pipeline_that_is_not_there_is_refused_with_a_remedy(setting: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="make models"):
        load_language(setting, "nl", tmp_path)


def test_a_damaged_pipeline_is_refused_with_a_remedy(trained: Path, tmp_path: Path) -> None:
    shutil.copytree(trained, tmp_path / "stuk")
    (tmp_path / "stuk" / "lemmatizer" / "model").write_bytes(b"geen model")
    pipeline = load_language(str(tmp_path / "stuk"), "nl", tmp_path)
    with pytest.raises(ModelError, match="make models"):
        _ = pipeline.nlp


def test_a_folder_whose_description_is_no_json_is_refused(trained: Path, tmp_path: Path) -> None:
    shutil.copytree(trained, tmp_path / "stuk")
    (tmp_path / "stuk" / "meta.json").write_text("{")
    with pytest.raises(ModelError, match=r"meta\.json"):
        load_language(str(tmp_path / "stuk"), "nl", tmp_path)


def test_a_pipeline_with_a_pickle_is_refused(trained: Path, tmp_path: Path) -> None:
    shutil.copytree(trained, tmp_path / "gevaar")
    (tmp_path / "gevaar" / "lemmatizer" / "model.pkl").write_bytes(b"")
    with pytest.raises(ModelError, match="pickle"):
        load_language(str(tmp_path / "gevaar"), "nl", tmp_path)


def test_a_pipeline_of_another_language_is_refused(trained: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"'nl'.*'en'"):
        load_language(str(trained), "en", tmp_path)


def test_a_pipeline_without_lemmas_is_refused(tmp_path: Path) -> None:
    import spacy

    spacy.blank("nl").to_disk(tmp_path / "leeg")
    with pytest.raises(ModelError, match="lemma"):
        _ = load_language(str(tmp_path / "leeg"), "nl", tmp_path).nlp


def test_a_language_without_pipeline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="'fy'"):
        load_language("auto", "fy", tmp_path)


def test_the_id_needs_no_spacy(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from textmining.cleaning import language_id;"
        "print(language_id('auto', 'nl', Path('.')).split('-')[0], 'spacy' in sys.modules, 'torch' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert found.stdout.split() == ["embedded", "False", "False"]


def test_repeated_texts_are_worked_through_once(dutch: LanguagePipeline) -> None:
    assert dutch.lemmas(["De scholen", "tijd", "De scholen"]) == ["de school", "tijd", "de school"]
    assert dutch.lemmas([]) == []


def test_docs_follow_the_texts_and_stream(dutch: LanguagePipeline) -> None:
    texts = ["de les", "geen tijd", "de les"]
    docs = dutch.docs(iter(texts))
    assert next(docs).text == "de les"
    assert [doc.text for doc in docs] == texts[1:]


def test_lemmas_of_parts_are_those_of_the_words_that_start_there(dutch: LanguagePipeline) -> None:
    text = "Ik sla niets op. [persoon 1] zet het digibord in!"
    (doc,) = dutch.docs([text])
    assert lemmas_of(doc, [(0, 16), (17, len(text))]) == ["ik opslaan niets", "inzetten het digibord"]
    assert lemmas_of(doc, [(17, 28), (28, len(text))]) == ["", "inzetten het digibord"]


def test_a_trained_pipeline_has_placeholders_and_joined_verbs_too(trained: Path, tmp_path: Path) -> None:
    pipeline = load_language(str(trained), "nl", tmp_path)
    (doc,) = pipeline.docs(["De scholen [persoon 1] zijn open ."])
    assert [token.text for token in doc if token.tag_.startswith("N|eigen")] == ["[persoon 1]"]
    assert pipeline.nlp.pipe_names[-2:] == ["placeholders", "separable_verbs"]
    assert pipeline.lemmas(["De scholen [persoon 1] zijn open ."])[0].split()[:2] == ["de", "school"]
