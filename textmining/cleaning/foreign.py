"""In which language an answer is, where that is plain to see: by the little words of four languages.

Short answers and mixed ones count as being in the language of the study; telling those apart needs more than a count of
words.
"""

from __future__ import annotations

import re

from textmining.cleaning.words import words

__all__ = ["language_of"]

# Words that are frequent in one of the languages and rare in the others: "is", "was", "les" and "want" say nothing.
_WORDS = {
    "nl": """
        aan alleen als altijd ben bij dan dat de deze dit door een eigen en er geen goed heb hebben heeft het hier
        hoe ik ja je kan kunnen maar maken meer met mijn moet moeten naar nee niet niets nog nu om omdat onze ook op
        over te teveel tijd toch tot uit van veel vind voor vooral waar wat weinig wel weer werd wij wordt worden ze
        zeer zelf zich zijn zo zou""",
    "en": """
        a about also always and any are at be because been being but by can could do does don't for from good
        had has have he her his how i i'm if into it it's its just lack like many more most much my no not nothing
        on or other our out people she should since so some something than that the their them then there they
        this time to too very we were what when which who with would you your""",
    "de": """
        aber als auch auf aus bei bin da das dass dem den der ein eine einen es für gibt gut haben habe hat ich ist
        kann kein keine mehr mein mit nach nicht noch nur oder schon sehr sich sie sind um und uns unter viel von
        war weil wenn werden wie wir wird zeit zu zum zur""",
    "fr": """
        à au aussi avec avoir beaucoup c'est ce ces cette comme des du elle est et être il ils je j'ai la le leur
        mais même mon ne nous on ou où par pour qu'il que qui sans se ses son sont sur temps très trop tout un une
        vous y""",
}
_LISTS = {language: words(text) for language, text in _WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

_FEWEST_WORDS = 4
_FEWEST_HITS = 2
_SHARE = 0.2


def language_of(text: str, expected: str = "nl") -> str:
    """The language of a text ("nl", "en", "de", "fr"); ``expected`` unless another is at least twice as plain.

    Another language needs two different little words of its own, a fifth of all words, and twice as many words
    as the expected language has; a text of fewer than four words is taken to be in the expected language.
    """
    said = [word.replace("’", "'").lower() for word in _WORD.findall(text)]
    if len(said) < _FEWEST_WORDS:
        return expected
    hits = {language: [word for word in said if word in known] for language, known in _LISTS.items()}
    at_home = len(hits.get(expected, ()))
    best = max((language for language in hits if language != expected), key=lambda language: len(hits[language]))
    found = hits[best]
    plain = len(set(found)) >= _FEWEST_HITS and len(found) >= _SHARE * len(said) and len(found) >= 2 * at_home
    return best if plain and len(found) > at_home else expected
