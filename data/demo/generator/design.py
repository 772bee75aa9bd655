"""What is planted in the demo study. Everything here is invented; change nothing once the study is frozen."""

from __future__ import annotations

from dataclasses import dataclass, field

WAVES = ("2017", "2019", "2022")
RESPONDENTS = {"2017": 1312, "2019": 1604, "2022": 6133}
CLASSES = ("achterblijvers", "peloton", "koplopers")

# --- institutions ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Institution:
    """A school: its size in teachers in 2022, and whether it had another name or still existed apart in older waves."""

    name: str
    type: str
    headcount: int
    abbreviation: str
    domain: str = ""  # the one domain of a vakschool


INSTITUTIONS = (
    Institution("ROC Vechtmark", "roc", 842, "VM"),
    Institution("ROC De Drie Stromen", "roc", 671, "DS"),
    Institution("ROC Zilverkust", "roc", 495, "ZK"),
    Institution("Bolwerk College", "roc", 388, "BW"),
    Institution("ROC Hanzewold", "roc", 1012, "HW"),
    Institution("Merelveld College", "roc", 287, "MV"),
    Institution("ROC Oosterdiep", "roc", 754, "OD"),
    Institution("ROC Zuiderzoom", "roc", 623, "ZZ"),
    Institution("ROC IJsselgaarde", "roc", 931, "IG"),
    Institution("ROC Westerhaven", "roc", 558, "WH"),
    Institution("Duinrand College", "roc", 302, "DR"),
    Institution("ROC Maasterras", "roc", 1103, "MT"),
    Institution("ROC Kempenhof", "roc", 467, "KH"),
    Institution("Peelbron College", "roc", 356, "PB"),
    Institution("ROC Twickeldal", "roc", 789, "TD"),
    Institution("ROC Rivierenpoort", "roc", 645, "RP"),
    Institution("ROC De Meanders", "roc", 523, "DM"),
    Institution("Lekstroom College", "roc", 418, "LS"),
    Institution("ROC Grensland", "roc", 334, "GL"),
    Institution("ROC Amstelboog", "roc", 1042, "AB"),
    Institution("ROC Noordermeer", "roc", 581, "NM"),
    Institution("Veldzicht College", "roc", 249, "VZ"),
    Institution("ROC Waterlinie", "roc", 476, "WL"),
    Institution("ROC Zeeuwse Delta", "roc", 403, "ZD"),
    Institution("AOC Groenoord", "aoc", 431, "GO"),
    Institution("AOC Het Veenland", "aoc", 318, "HV"),
    Institution("AOC Klaverhoek", "aoc", 241, "KL"),
    Institution("Vakschool De Houtkrul", "vakschool", 152, "HK", "bouw"),
    Institution("Mediavakschool Beeldlijn", "vakschool", 214, "BL", "creatief"),
    Institution("Vakschool De Spoel", "vakschool", 187, "SP", "creatief"),
    Institution("Scheepvaartschool Noordersluis", "vakschool", 133, "NS", "mobiliteit"),
    Institution("Bakkers- en Koksschool De Gist", "vakschool", 214, "BK", "horeca"),
)

# institutions of older waves that merged into one of the above, with the waves in which they still stood apart
MERGED = {
    "ROC Oudeschans": ("ROC Hanzewold", ("2017", "2019")),
    "Nieuwewater College": ("ROC Hanzewold", ("2017",)),
    "AOC De Wilgen": ("AOC Groenoord", ("2017",)),
}

# --- respondents ----------------------------------------------------------------------------------------------------

# code, label, share within a roc
DOMAINS = {
    "zorg": (1, "zorg en welzijn", 0.23),
    "techniek": (2, "techniek en procesindustrie", 0.12),
    "bouw": (3, "bouw en infra", 0.06),
    "zakelijk": (4, "zakelijke dienstverlening", 0.14),
    "creatief": (5, "creatieve industrie en ict", 0.10),
    "horeca": (6, "horeca, toerisme en recreatie", 0.08),
    "handel": (7, "handel en ondernemen", 0.07),
    "mobiliteit": (8, "mobiliteit, transport en logistiek", 0.07),
    "groen": (9, "voedsel, natuur en leefomgeving", 0.01),
    "entree": (10, "entree", 0.06),
    "overig": (99, "overig", 0.06),
}
DOMAIN_ABBREVIATIONS = {
    "zorg": "ZW", "techniek": "TE", "bouw": "BI", "zakelijk": "ZD", "creatief": "CI", "horeca": "HT",
    "handel": "HO", "mobiliteit": "MO", "groen": "GR", "entree": "EN", "overig": "OV",
}  # fmt: skip
TRAININGS = ("korte_training", "studiedag", "icoach", "ontwikkelteam", "langere_training", "congres")

# log-odds of being achterblijver and koploper, against peloton
CLASS_BASE = {"2017": (-0.85, -1.35), "2019": (-1.05, -1.15), "2022": (-1.20, -1.00)}
CLASS_EFFECTS = {
    "starter": (0.75, -0.70),
    "vakschool": (-0.40, 0.60),
    "creatief": (-0.45, 0.75),
    "zakelijk": (-0.35, 0.60),
    "entree": (0.55, -0.80),
}
INSTITUTION_SD, TEAM_SD = 0.34, 0.35
"""Spread, in log-odds of koploper, of institutions and of teams within them; achterblijver has the mirror image."""

# --- scales ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ScaleDesign:
    """A scale: items, means of the three classes, spread within a class, error of an item, on the 1-5 range."""

    id: str
    items: int
    means: tuple[float, float, float]
    within: float
    error: float
    reverse: tuple[int, ...] = ()
    used: bool = False  # an indicator of the latent profile
    institution: float = 0.0  # direct spread of institutions and of teams, for scales outside the profile
    team: float = 0.0


SCALES = (
    ScaleDesign("visie", 5, (3.30, 3.55, 3.85), 0.50, 0.58, (4,), institution=0.12, team=0.12),
    ScaleDesign("eigen", 6, (3.05, 3.45, 3.95), 0.50, 0.68, (3,), institution=0.10, team=0.10),
    ScaleDesign("leren", 5, (2.95, 3.25, 3.60), 0.52, 0.60, (), institution=0.11, team=0.14),
    ScaleDesign("met", 8, (2.20, 2.96, 3.80), 0.38, 0.80, (5,), used=True),
    ScaleDesign("over", 6, (1.98, 2.66, 3.48), 0.43, 0.76, (), used=True),
    ScaleDesign("vaardig", 6, (2.50, 3.26, 4.08), 0.40, 0.72, (2,), used=True),
)
AVO_SHIFT = 0.35
"""On "over", avo teachers are this much higher on the three information items and lower on the three instrumental."""

# --- questions and themes -------------------------------------------------------------------------------------------

QUESTIONS = ("motivatie", "belemmering", "praktijk")
QUESTION_WAVES = {"motivatie": WAVES, "belemmering": WAVES, "praktijk": ("2019", "2022")}
# share of those asked who write something of substance, before class and person
ANSWERING = {
    ("motivatie", "2017"): 0.185, ("belemmering", "2017"): 0.210,
    ("motivatie", "2019"): 0.165, ("belemmering", "2019"): 0.185, ("praktijk", "2019"): 0.140,
    ("motivatie", "2022"): 0.198, ("belemmering", "2022"): 0.220, ("praktijk", "2022"): 0.163,
}  # fmt: skip
ANSWERING_BY_CLASS = (-0.30, 0.0, 0.50)
ANSWERING_BY_PERSON = 0.8
NON_ANSWERING = {"motivatie": 0.050, "belemmering": 0.032, "praktijk": 0.060}
ONE_OFF = 0.08
"""Share of one-off answers among those with substance."""
ELSEWHERE = 0.008
"""Share of the answers that belong to another question."""
SEVERAL = 0.30
"""Weight of the talkative state, in which an answer holds two or three themes."""


@dataclass(frozen=True)
class Theme:
    """A planted theme: its share in 2022 among answers, for the reference group, and its effects in log-odds."""

    id: str
    label: str
    share: float
    effects: dict[str, float] = field(default_factory=dict)
    waves: dict[str, float | None] = field(default_factory=dict)  # log-odds beside 2022; None: absent

    @property
    def question(self) -> str:
        return {"m": "motivatie", "b": "belemmering", "p": "praktijk"}[self.id[0]]


THEMES = (
    Theme("m_student", "beter onderwijs voor studenten", 0.20, {"visie": 0.40}),
    Theme("m_beroep", "ontwikkelingen in het beroep", 0.15, {"avo": -1.10}),
    Theme("m_nieuwsgierig", "nieuwsgierigheid en plezier", 0.10, {"koplopers": 1.00, "achterblijvers": -0.50}),
    Theme("m_gemak", "gemak en tijdwinst", 0.10),
    Theme("m_moet", "het moet", 0.12, {"koplopers": -1.30, "achterblijvers": 0.40}),
    Theme("m_bijblijven", "bijblijven", 0.19, {"koplopers": -0.80}),
    Theme("m_collega", "collega's", 0.095, {"starters": 1.15}),
    Theme("m_afwisseling", "afwisseling in de les", 0.11, {"koplopers": 0.85}),
    Theme("m_corona", "corona en afstandsonderwijs", 0.095, waves={"2017": None, "2019": None}),
    Theme("m_onderzoek", "mediawijsheid van studenten", 0.070, {"avo": 1.20}),
    Theme("m_register", "lerarenregister", 0.110, waves={"2019": None, "2022": None}),
    Theme("b_tijd", "tijd en werkdruk", 0.29),
    Theme("b_techniek", "apparatuur en wifi", 0.13, waves={"2017": 0.60, "2019": 0.30}),
    Theme("b_aanbod", "scholingsaanbod past niet", 0.080),
    Theme("b_geld", "geld", 0.075),
    Theme("b_steun", "steun en visie van de leiding", 0.085, {"koplopers": 0.80}),
    Theme("b_durf", "eigen durf en vaardigheid", 0.110, {"koplopers": -1.60, "achterblijvers": 0.60}),
    Theme("b_nut", "nut niet gezien", 0.100, {"koplopers": -1.40, "achterblijvers": 0.60}),
    Theme("b_veel", "te veel systemen", 0.085),
    Theme("b_ondersteuning", "ondersteuning", 0.075, {"starters": 1.15}),
    Theme("b_rooster", "rooster en vervanging", 0.065),
    Theme("b_avg", "privacy en beveiliging", 0.055, waves={"2017": None}),
    Theme("p_quiz", "quizzen en formatief toetsen", 0.17),
    Theme("p_flip", "filmpjes en flipping the classroom", 0.125, {"creatief": 0.95}),
    Theme("p_sim", "simulatie en vaksoftware", 0.180, {"avo": -1.80}),
    Theme("p_elo", "leeromgeving en portfolio", 0.14),
    Theme("p_samen", "samenwerken online", 0.115),
    Theme("p_bron", "informatie zoeken en beoordelen", 0.075, {"avo": 1.40}),
    Theme("p_maatwerk", "maatwerk en eigen tempo", 0.095),
    Theme("p_feedback", "feedback", 0.095),
    Theme("p_taal", "taal en rekenen oefenen", 0.075, {"avo": 1.60, "entree": 0.90}),
    Theme("p_stage", "stage op afstand", 0.110, {"avo": -1.40}),
)
NONE_THEME = Theme("b_geen", "geen belemmering", 0.065, {"koplopers": 0.60})
"""What "geen" or "niets" means as an answer to the question on barriers; stands alone in an answer."""

# contrasts of monitor.toml: id -> (trait, label of a, label of b); scales and waves are handled apart
CONTRASTS = {
    "koplopers": ("koplopers", "koplopers", "rest"),
    "starters": ("starters", "starters", "rest"),
    "vakschool": ("vakschool", "vakschool", "rest"),
    "avo": ("avo", "avo", "beroepsgericht"),
    "creatief": ("creatief", "creatieve industrie en ict", "rest"),
    "zakelijk": ("zakelijk", "zakelijke dienstverlening", "rest"),
    "entree": ("entree", "entree", "rest"),
    "ontwikkelteam": ("ontwikkelteam", "ja", "nee"),
}
SCALE_CONTRAST = "visie"
