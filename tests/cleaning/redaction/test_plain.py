from __future__ import annotations

import pytest

from textmining.cleaning.redaction import in_plain_words, says_something


def test_placeholders_become_words_and_numbers_nothing() -> None:
    assert in_plain_words("Vraag [persoon 2] of bel [telefoon].") == "Vraag iemand of bel ."
    assert in_plain_words("geen [haakjes] maar tekst") == "geen [haakjes] maar tekst"


@pytest.mark.parametrize(
    ("text", "lemmas", "says"),
    [
        ("Groetjes [persoon]", "groetje", False),
        ("tel. [telefoon]", "tel", False),
        ("[persoon 1] en [persoon 2]", "en", False),
        ("[persoon] helpt mij met de laptops", "helpen mij met de laptop", True),
        ("met", "met", True),
    ],
)
def test_a_greeting_with_a_name_says_nothing_about_a_theme(text: str, lemmas: str, says: bool) -> None:
    assert says_something(text, lemmas) is says
