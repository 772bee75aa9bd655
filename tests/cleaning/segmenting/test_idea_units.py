"""Answers as teachers type them, with a bar where a reader would part them; written before the splitter was run."""

from __future__ import annotations

import re

from textmining.cleaning import LanguagePipeline
from textmining.cleaning.segmenting import segment

ANSWERS = """
tijd, geld en ruimte
Te weinig tijd en te weinig geld
geen tijd en geen zin
Ik heb geen tijd | en de wifi is traag
de wifi valt vaak uit | en de laptops zijn oud
De laptops zijn oud | maar we krijgen geen nieuwe apparatuur
Ik gebruik Kahoot om te oefenen | en de studenten maken opdrachten in Teams
Ik zoek filmpjes op en bereid mijn lessen voor
Ik wil wel maar ik kan het niet
Het digibord werkt niet goed, | ook zijn er te weinig stopcontacten in het lokaal
Er is te weinig tijd om te oefenen. | Daarnaast ontbreekt de kennis bij collega's.
Er is te weinig tijd om te oefenen, | daarnaast ontbreekt de kennis bij collega's
De studenten vinden het leuk | en ik kan beter differentiëren
Omdat ik geen tijd heb en de wifi traag is
Ik merk dat studenten afgeleid zijn en dat de wifi niet werkt
Als de wifi werkt en de laptops zijn opgeladen gaat het prima
Het bespaart mij veel tijd | en het geeft overzicht in de voortgang van de studenten
studenten werken zelfstandig aan opdrachten | en ik loop rond om vragen te beantwoorden
Met [persoon 1] en [persoon 2] heb ik een module gemaakt
[persoon 1] heeft de module gemaakt | en [persoon 2] geeft de trainingen aan het team
te weinig uren; | de laptops zijn oud
Meer tijd om nieuwe programma's uit te proberen, | betere wifi in alle lokalen | en een vaste ict-coach voor ons team
scholing, tijd, goede apparatuur
Er is geen beleid op dit gebied | en de directie heeft geen visie op ict
Mijn collega's willen niet, | bovendien krijgen we er geen uren voor
We gebruiken Teams voor de communicatie | en Magister wordt gebruikt voor de cijfers
Ik laat studenten een vlog maken en die bekijken we samen
Leuk en afwisselend
Door corona hebben we veel geleerd, maar nu is alles weer terug bij het oude
Ik vind ict belangrijk | maar er is nauwelijks ondersteuning op school
Ik vind het fijn dat studenten zelf aan de slag kunnen en minder van mij afhankelijk zijn
De computers starten traag op | en ik verlies daardoor veel lestijd
Studenten hebben niet altijd een laptop bij zich | en de laptops van school zijn vaak kapot
Het sluit aan bij de beroepspraktijk | en studenten leren werken met moderne software
Te grote klassen en te weinig computers
VR-brillen ingezet bij verpleegkunde, studenten oefenen handelingen op een virtuele patiënt
Meer variatie in de les, studenten zijn meer betrokken
Ik wil mijn lessen aantrekkelijker maken
ik wil bij blijven en mijn studenten goed voorbereiden op de toekomst
Ik wil graag meer leren. | Mijn leidinggevende geeft mij daar ruimte voor.
geen scholing gehad. | moet alles zelf uitzoeken
Het kost veel voorbereidingstijd | en de opbrengst is niet altijd duidelijk
Studenten zoeken informatie op, vatten die samen en presenteren het aan de klas
Elke student heeft een eigen device | en daarmee maken ze de toetsen in de les
We hebben een digitale leeromgeving | maar niemand weet precies hoe die werkt
Programma's veranderen steeds | en ik kan dat niet bijhouden
Ik heb weinig kennis van ict, | verder zijn er geen computers in mijn praktijklokaal
Met een app houden studenten hun uren bij | en ik geef daar feedback op
Ik gebruik LessonUp, de studenten kunnen dan zelf antwoorden geven en ik zie wie het snapt
Het werkt motiverend
Ik ben bijna met pensioen
de helpdesk is traag | en mijn teamleider vindt het niet belangrijk
De school investeert niet in apparatuur. | Ook is er geen scholing. | Verder werken collega's niet mee.
Ik geef les in de praktijk en daar heb je geen computers nodig
Het rooster zit te vol | en er zijn te weinig lokalen met computers
Ik kan niet goed overweg met computers en mijn collega's ook niet
1. de wifi is slecht 2. | te weinig laptops 3. | geen tijd
- meer tijd | - betere apparatuur
Ik gebruik simulaties omdat de machines duur zijn en studenten zo veilig kunnen oefenen
Wij hebben een ontwikkelteam | en dat team maakt digitaal lesmateriaal voor alle opleidingen
Collega's delen hun materiaal niet en iedereen vindt zelf het wiel uit
Ik wil niet achterblijven | en de studenten verwachten moderne lessen
De licenties zijn te duur | en het lesmateriaal sluit niet aan op ons vak
Ik vond de training goed maar te kort
""".strip().splitlines()


def _boundaries(marked: str) -> tuple[str, set[int]]:
    """The text without its bars, and the numbers of the words that come after one."""
    words, after = [], set()
    for word in marked.split():
        if word == "|":
            after.add(len(words))
        else:
            words.append(word)
    return " ".join(words), after


def test_nine_in_ten_boundaries_are_found_and_right(dutch: LanguagePipeline) -> None:
    marked = [_boundaries(answer) for answer in ANSWERS]
    found = right = wanted = 0
    wrong = []
    for (text, gold), doc in zip(marked, dutch.docs([text for text, _ in marked]), strict=True):
        starts = [start for start, _ in segment(text, doc)[1:]]
        # a list mark before a part belongs to none: it counts where the part's first word is
        ours = {len(text[:start].split()) - bool(re.search(r"(?:^|\s)(?:-)\s$", text[:start])) for start in starts}
        found, right, wanted = found + len(ours), right + len(ours & gold), wanted + len(gold)
        if ours != gold:
            wrong.append((text, sorted(ours ^ gold)))
    assert right / found >= 0.9, wrong
    assert right / wanted >= 0.9, wrong
