"""The words people use to say that they have nothing to say, by what the words do.

All are in normal form. They belong to no topic and serve any survey, but for a few in ``AIDED`` that name what people
were asked to read or watch: those count only beside words that say that one cannot answer.
"""

from __future__ import annotations

from textmining.cleaning.words import words

__all__ = [
    "ABLE",
    "AGO",
    "AIDED",
    "ANSWERING",
    "EXPERIENCE",
    "FADED",
    "FILL",
    "FORGOTTEN",
    "HARD",
    "KNOW",
    "NO",
    "NOT",
    "OPINION",
    "PLAIN",
    "REMARK",
    "REMEMBER",
    "SAID",
    "SPOKEN",
    "TELL",
    "WANT",
    "WHICH",
    "YES",
]

NO = words(
    "geen geeneen gene nee neen neeh nein nope no non none nothing niks nix niets niet nihil nada noppes nul rien"
)
YES = words("ja jawel jaa yes yep jep jazeker zeker inderdaad klopt")

FILL = words(
    """aan ben dan dat dank dankjewel dankuwel dankzij denk dus dit echt eigenlijk er even gewoon had hallo heb heel
    helaas helemaal het hier hoor ik in is je jammer jullie me mij mijn moment momenteel na nog nou nu of ok oke op
    over sorry toch u uw van verder voor voorlopig vooralsnog was wat we wel zo zou zover absoluut alles bedankt
    bijzonders speciaal specifieks thank thanks totaal you t hm hmm tja tsja ach och pff poeh"""
)
"""May stand around "geen", "nee" and "ja" without adding to them."""

NOT = words("niet nie niets niks nix geen nooit onmogelijk")

KNOW = words("weet weten wist wisten")
REMEMBER = words(
    "herinner herinneren herinnert herinnering herinneringen heugen heugt geheugen geest bijstaan bijstaat onthouden"
)
FADED = words("weinig vaag vage amper nauwelijks slecht moeilijk lastig onvoldoende")
FORGOTTEN = words("vergeten ontschoten weggezakt ontgaan")

TELL = words(
    """zeggen uitleggen leggen toelichten lichten beantwoorden antwoorden omschrijven beschrijven verwoorden beoordelen
    oordelen onderbouwen motiveren verklaren aangeven benoemen noemen bedenken formuleren duiden reageren vertellen
    uitdrukken woorden verzinnen invullen toevoegen beargumenteren verantwoorden definieren specificeren concretiseren
    uitspreken uitspraak binnen"""
)
ABLE = words("kan kun kunt kon kunnen wil wilde willen wens hoef zou weet lukt durf schiet")
HARD = words("moeilijk moeilijke lastig lastige onmogelijk ingewikkeld ingewikkelde")
WANT = words("zin tijd behoefte wil wens liever ga weiger")

OPINION = words(
    "idee ideeen mening meningen oordeel antwoord antwoorden toelichting toelichtingen commentaar opmerking "
    "opmerkingen reactie reacties benul notie beeld comment bijzonderheden bijzonderheid"
)
"""After "geen": nothing to say, whatever follows."""
REMARK = words(
    """aanvulling aanvullingen toevoeging toevoegingen suggestie suggesties tip tips reden redenen verklaring uitleg
    voorbeeld voorbeelden onderbouwing motivatie motivering argument argumenten inspiratie bijdrage inbreng nood
    antwoorden uitspraak omschrijving beschrijving beoordeling weerwoord"""
)
"""After "geen": nothing to say, as long as it is not said what they are for."""

ANSWERING = words(
    """invullen vullen ingevuld vragenlijst enquete beantwoorden antwoorden antwoord antwoordt reageren toelichten
    toelichting uitleggen uitleg vraag vragen typen tikken reactie onderzoek deelnemen meewerken meedoen zeggen"""
)
SAID = words(
    """gezegd genoemd beantwoord vermeld ingevuld aangegeven gegeven uitgelegd beschreven toegelicht gemeld benoemd
    geantwoord"""
)
SPOKEN = words("al reeds eerder hierboven boven vorige hiervoor")

AGO = words("geleden terug gelden")
_TIME = words(
    """lang lange langer tijd tijdje poos poosje jaar jaren maand maanden week weken enige paar aantal eind hele
    zolang eeuwen jarenlang jaartje zeker"""
)

WHICH = words("wat wie welk welke wanneer hoe waar waaraan waarmee waarin waarvoor waarop waarvan dat")
"""Begin what one does not know."""

EXPERIENCE = words("gelezen lezen lees las gezien bekeken gevolgd gehad meegemaakt bezocht gedaan ingevuld")
AIDED = words(
    """goed scherp helder heldere duidelijk duidelijke zinnig zinnigs goede inhoud inhoudelijk verhaal details detail
    naam namen titel schrijver schrijfster auteur boek boeken bedoeld bedoelt bedoelen bedoeling mee staan staat stond
    gaat ging gingen vinden juist juiste veel weinig gefundeerd gefundeerde volledig volledige vormen geven geef
    gevormd vraag vragen voldoende onvoldoende paraat bijgebleven gegaan overging overgaat ervan waarover gelijk zinvol
    zinvols passend eenvoudig makkelijk gemakkelijk weergeven terughalen halen
    terughalen halen ken kende eens zelfs blijven hangen moeilijk lastig simpel beeld begrijp snap nagedacht stilgestaan
    vul invul vullen invullen ingevuld vragenlijst enquete typen tikken onderzoek deelnemen meewerken meedoen zin
    behoefte krijg krijgt brengen opnieuw bekijken nalezen zien willen hoef durf uitgesproken uitgebreide gegronde
    weloverwogen"""
)
"""Add nothing in a clause that says that one does not know, remember or answer; elsewhere they are content."""

PLAIN = (
    NO
    | YES
    | NOT
    | KNOW
    | REMEMBER
    | FORGOTTEN
    | TELL
    | ABLE
    | OPINION
    | REMARK
    | AGO
    | _TIME
    | EXPERIENCE
    | SAID
    | SPOKEN
    | words(
        """k ik je jij u we wij ze zij hij hem haar het t dat dit die deze er hier daar me mij mijn mn m mezelf mijzelf
        zelf ons onze jullie men iets alles wat wie welke waar waarom hoe of waarover waardoor waarmee hierop hierover
        hiervan daarop daarover daarvan eraan erop erover ervan erbij hierbij daarbij
        de een n den der
        aan af bij door in met na naar om op over te tot uit van voor sinds per rond toe onder
        en maar want dus omdat doordat als dan toch ook terwijl aangezien daarom vandaar zodat voordat hoewel namelijk
        ben bent is zijn was waren wordt word worden heb hebt heeft hebben had hadden kan zou zouden zal moet moest mag
        moeten doe doet deed doen blijft denk vind vindt vond geweest gezegd opkomt komt liever weiger wens
        al alweer weer nog nu nou net even eigenlijk echt erg heel zeer zo zon helemaal gewoon misschien wellicht
        waarschijnlijk helaas sorry jammer eerlijk meer precies exact direct meteen snel verder alleen enkel slechts
        ongeveer ooit toen toevallig momenteel moment vooralsnog steeds inmiddels zeker vooral bijna gelijk zomaar
        voorlopig absoluut totaal zover zoveel beetje zeg enige enkele verdere nadere eigen gezien specifiek specifieke
        tja tsja ach och oei oeps poeh pff hm hmm nou dank bedankt dankjewel excuus excuses ok oke hoor hallo groet
        groeten spijt spijtig jammergenoeg zelfs flauw flauwe enkel intussen allemaal zoiets boven vorige wel"""
    )
)
"""Say nothing by themselves about any topic."""
