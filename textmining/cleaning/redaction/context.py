"""Words around a name: what makes it likely that a word names a person, and what speaks against it. All folded."""

from __future__ import annotations

from textmining.cleaning.words import words

__all__ = [
    "ABOUT_THINGS",
    "BEFORE_LETTERS",
    "CAPITAL_INTERFIXES",
    "CLOSINGS",
    "CONJUNCTIONS",
    "DEPARTMENTS",
    "INTERFIXES",
    "LISTED_NAMES",
    "LONE_INTERFIXES",
    "MODALS",
    "NO_TITLES_IN_CAPITALS",
    "OURS",
    "PERSON_BEFORE",
    "PHRASES",
    "PREPOSITIONS",
    "ROLES",
    "SAID_OF_PERSONS",
    "SHORT_FORMS",
    "STARTERS",
    "TEAMS",
    "TITLES",
    "VERBS",
    "WORDS_TOO",
    "WORD_NAMES",
]

INTERFIXES = words(
    "van de der den ten ter te 't t het in op aan v d vd vdn von zu zur la le lo du des da das do dos di del "
    "della el al ait oulad ould ben bin ibn bint abu abou y af 's uit"
)
"""May stand inside a name, between a first name or initials and a surname."""

LONE_INTERFIXES = words("ter ten el von bin ibn ait oulad abu abou vd dos della")
"""Are hardly anything but part of a name before a word with a capital."""

CAPITAL_INTERFIXES = words("van de den al ben la le di da")
"""Are so where they have a capital themselves."""

PREPOSITIONS = words("in op aan uit het")
"""Interfixes only before another one: "op den Akker", but not "op Schiphol"."""

TITLES = words(
    "meneer mijnheer menneer mevrouw mevr mvr mw mej mejuffrouw juffrouw juf meester dhr hr dr drs ir ing prof "
    "professor mr mrs ms miss heer frau herr sir tante oom opa oma zuster broeder pater dominee imam"
)
"""A name, in whatever case, is likely to follow."""

NO_TITLES_IN_CAPITALS = words("hr mr ms ing ir")
"""Are a department, a council, a brand and a bank."""

SHORT_FORMS = words(
    "enz enzo etc ivm evt bv nvt mbt dmv ipv tbv obv tgv tav adhv ihkv tzt svp aub incl excl min xxx oa nl bijv ca "
    "eea eem zgn zsm vlgs dwz itt tov"
)
"""Abbreviations that are written without dots, and never name a person."""

WORDS_TOO = words("max my both during fast hello into way many much colleague colleagues schedule schedules")
"""Names, or words of no list, that are more often a word."""

PHRASES = (("partij", "voor", "de", "dieren"), ("hoop", "doet", "leven"))
"""Hold words that are a name by themselves."""

BEFORE_LETTERS = words("gebouw lokaal in klas groep vitamine plan optie kamer vleugel blok deel route rij variant type")
"""A letter after them is not an initial."""

STARTERS = words(
    "ze zij hij ik we wij je jij jullie u het de een er dat dit deze die daar hier ook maar als dan toen nu dus want "
    "omdat voor met in op bij door zijn is niet geen meer minder heel veel vaak soms verder daarnaast helaas te om of "
    "en wat wie waar hoe wanneer nog al wel graag beter alles alle iedereen sommige mijn onze ons they the it we this"
)
"""Begin a sentence, and are no surname after an initial: "in gebouw C. Ze zijn"."""

OURS = words("mijn ons onze haar zijn hun")

TEAMS = words("team klas groep afdeling school opleiding sectie cluster")
"""After "uit" and one of ``OURS``: where a person belongs."""

ROLES = words(
    "collega collegas college conrector rector directeur directrice manager teammanager opleidingsmanager "
    "teamleider teamleidster teamcoach teamcoordinator coordinator adviseur afdelingsleider onderwijsleider "
    "leidinggevende baas chef icoach coach ictcoach digicoach docent docente leraar lerares trainer trainster "
    "mentor mentrix slber studieloopbaanbegeleider begeleider begeleidster stagebegeleider praktijkbegeleider "
    "praktijkopleider stagiair stagiaire lio student studente studenten leerling leerlinge leerlingen oudstudent "
    "deelnemer deelneemster zijinstromer instructeur onderwijsassistent assistent assistente conciierge concierge "
    "beheerder systeembeheerder applicatiebeheerder functioneel onderwijskundige onderwijsadviseur expert "
    "deskundige specialist practor lector mediathecaris bibliothecaris secretaresse decaan buddy maatje "
    "duocollega duopartner kamergenoot vriend vriendin vader moeder zoon dochter broer zus zusje broertje neef "
    "nicht man vrouw partner buurman buurvrouw kleinzoon kleindochter jongen meisje naam heet heette genaamd "
    "genoemd ene zekere namelijk namens ondertekend vervanger vervangster opvolger opvolgster voorganger "
    "voorgangster voorzitter bestuurder ondersteuner ondersteuning"
)
"""A person's role, before or after the name."""

PERSON_BEFORE = words(
    "met door aan bij volgens dankzij namens zonder tegen behalve vraag vroeg vragen vraagt mail mailen bel "
    "bellen app appen sprak spreek hoorde zag sinds wegens ondanks help naar"
)
"""A person may follow."""

WORD_NAMES = words(
    "merel roos sterre storm joy fleur iris jade linde floor mark pip puck lente juno rosa robin june hope faith "
    "romy lieve bas guus bo rob pim stijn sky summer rose amber ruby pearl beer daan melle ties tijn sil job bart "
    "wil dirk jet noor bloem gijs stan sam max ben"
)
"""First names that are words, taken for a name in lower case too where ``PERSON_BEFORE`` or a list says so."""

CONJUNCTIONS = words("als toen omdat dat terwijl want zodra wanneer nu sinds")
"""The subject may follow."""

LISTED_NAMES = words("frans flip ted sydney mei hema bruna miro mali israel mozes")
"""First names that are also listed as something else."""

CLOSINGS = words(
    "groet groeten groetjes gr grt mvg liefs hartelijke vriendelijke vriendelijk hoogachtend groetend gegroet xx"
)
"""End a letter; a signature may follow."""

DEPARTMENTS = words(
    "ict it hr hrm team techniek zorg welzijn economie horeca financien administratie servicedesk helpdesk "
    "systeembeheer applicatiebeheer beheer personeelszaken personeel roosterbureau roosters examenbureau examens "
    "onderwijs kwaliteit kwaliteitszorg communicatie facilitair receptie bibliotheek mediatheek directie staf "
    "nederlands engels duits rekenen burgerschap sport kapper juridische ondersteuning inkoop logistiek bouw "
    "handel locatie vestiging balie roostering planning"
)
"""After "van" or "van de": where a person works."""

SAID_OF_PERSONS = words(
    "vorig vorige altijd met degene er ook vaak iemand al weer nog nu onlangs echt zo erg heel niet ziek zwanger weg "
    "vertrokken"
)
"""After "is" and "was": said of persons rather than of things."""

MODALS = words(
    "kan kon moet moest mag mocht wil wilde zou zal is was wordt werd hoeft blijft bleef staat zit zat begint begon"
)
"""Verbs among ``VERBS`` of which a thing is as often the subject."""

VERBS = words(
    "ben ken had helpt hielp zei zegt vindt vond liet laat gaf geeft deed doet kwam komt maakte maakt weet wist "
    "wil heeft wilde kan kon ging gaat moet moest mag mocht zit zat staat stond legde legt leerde leert vertelt "
    "vertelde vroeg vraagt wees wijst nam neemt bracht brengt begon begint kreeg krijgt zorgt zorgde werkt werkte "
    "hoort hoorde roept riep denkt dacht regelt regelde organiseert organiseerde bouwde bouwt schreef schrijft "
    "ontwikkelde ontwikkelt bedacht bedenkt stuurt stuurde mailt mailde belt belde gebruikt gebruikte durft "
    "durfde snapt snapte begrijpt begreep praat praatte ziet zag toont toonde presenteert presenteerde tekende "
    "tekent vliegt filmt houdt hield bleef blijft zou zal werd wordt hoeft beheert coordineert coordineerde "
    "ondersteunt ondersteunde begeleidt begeleidde stelt stelde stopte stopt volgde volgt leidt leidde kent kende "
    "trekt trok zet zette speelt speelde probeert probeerde luistert luisterde motiveert motiveerde inspireert "
    "inspireerde enthousiasmeert is was heet lacht lachte kijkt keek"
)
"""What a person does, right after the name."""

ABOUT_THINGS = words(
    "in op via app apps programma programmas tool tools software platform systeem pakket methode website site "
    "boek applicatie spel game uitgeverij bedrijf firma stichting theorie model taxonomie cyclus gebruik "
    "gebruiken werken werk omgeving elo licentie licenties training cursus workshop opleiding vak niveau module "
    "les lessen domein afdeling sector stad dorp gemeente provincie hotel cafe winkel merk uit te stage binnen "
    "richting genre titel"
)
"""What comes after is rather a thing, a place or a subject."""
