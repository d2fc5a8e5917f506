"""Made-up companies and people, the same on every machine. Every name is invented, and every domain is
under ``.example``, which belongs to nobody (RFC 2606).
"""

import random
from dataclasses import dataclass
from functools import cache

SEED = 2026
COMPANIES = 320

_BEGINNINGS = """
Alder Birke Cobalt Dorn Ember Fjord Gable Hasel Iver Juno Kestrel Linde Mistral Nord Opal Pine
"""
_ENDS = """
werk soft data systems motion craft cloud metrics logic parts energy care trade foods lab media
"""
_FIRST_NAMES = """
Ada Bela Cleo Dario Edda Falk Greta Hugo Ines Jaro Kira Levin Mira Nils Oda Pia Ravi Sara Tove Uli
"""
_LAST_NAMES = """
Amsel Brandow Castell Dohrn Ekdal Farrow Gander Hollin Isberg Jarvik Kolm Lindqvist Marlow Nadir
"""
_BEGIN, _END = _BEGINNINGS.split(), _ENDS.split()
_FIRST, _LAST = _FIRST_NAMES.split(), _LAST_NAMES.split()
_ROLES = ("info", "sales", "contact")
_KNOWN = {"gleif": 0.6, "people_data_labs": 0.8, "hunter": 0.7, "website": 0.8}
"""The share of companies that a source knows. The British register knows all British ones."""

_OBJECTS = 0.05
_APOLLO_MISSES = 4
"""One company in so many is unknown to Apollo: not drawn, so that all others stay what they were."""

_FORMS = {
    "DE": "GmbH",
    "AT": "GmbH",
    "GB": "Limited",
    "FR": "SAS",
    "ES": "S.L.",
    "NL": "B.V.",
    "US": "Inc.",
}
COUNTRY_NAMES = {
    "DE": "germany",
    "AT": "austria",
    "GB": "united kingdom",
    "FR": "france",
    "ES": "spain",
    "NL": "netherlands",
    "US": "united states",
}
"""As those who collect write them, in small letters."""

_CITIES = {
    "DE": ("Hamburg", "Dresden"),
    "AT": ("Graz", "Linz"),
    "GB": ("Leeds", "Bristol"),
    "FR": ("Lyon", "Nantes"),
    "ES": ("Sevilla", "Bilbao"),
    "NL": ("Utrecht", "Delft"),
    "US": ("Austin", "Denver"),
}
_INDUSTRIES = (
    "software",
    "manufacturing",
    "logistics",
    "healthcare",
    "retail",
    "energy",
    "construction",
)
_SIC = {
    "software": "62012",
    "manufacturing": "28990",
    "logistics": "49410",
    "healthcare": "86101",
    "retail": "47190",
    "energy": "35110",
    "construction": "41201",
}
_BANDS = ((1, 10), (11, 50), (51, 200), (201, 500), (501, 1000), (1001, 5000))
_TITLES = (
    (
        "chief executive officer",
        "chief technology officer",
        "vice president of sales",
        "managing director",
    ),
    (
        "head of marketing",
        "engineering manager",
        "director of operations",
        "chief financial officer",
    ),
    ("contractor", "accountant", "sales representative", "office assistant", "software engineer"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    first: str
    last: str
    title: str
    email: str
    objects: bool = False
    """asked sources not to process their data"""


@dataclass(frozen=True, slots=True)
class Company:
    """A company that does not exist, with what it is told to be by whom (``known_to``)."""

    number: int
    name: str
    form: str
    country: str
    city: str
    industry: str
    employees: int
    band: str
    domain: str
    people: tuple[Person, ...]
    role: str
    known_to: frozenset[str]

    @property
    def full_name(self) -> str:
        """Name with legal form."""
        return f"{self.name} {self.form}"

    @property
    def registration(self) -> str:
        """Its number in a register."""
        return f"{10_000_000 + self.number:08d}"

    @property
    def sic(self) -> str:
        """Its code in the British register."""
        return _SIC[self.industry]

    @property
    def lei(self) -> str:
        """A made-up legal entity identifier."""
        return f"BATN00TEST{self.number:08d}00"


@cache
def companies() -> tuple[Company, ...]:
    """All of them."""
    chance = random.Random(SEED)  # noqa: S311 - made-up data, the same each time
    names = [f"{begin}{end}" for begin in _BEGIN for end in _END]
    chance.shuffle(names)
    names += [f"{one} Group" for one in names]
    return tuple(_company(number, names[number], chance) for number in range(COMPANIES))


def _company(number: int, name: str, chance: random.Random) -> Company:
    country = chance.choice(tuple(_FORMS))
    least, most = chance.choice(_BANDS)
    domain = f"{name.lower().replace(' ', '-')}.example"
    knows = {source for source, share in _KNOWN.items() if chance.random() < share}
    if country == "GB":
        knows.add("companies_house")
    if number % _APOLLO_MISSES:
        knows.add("apollo")
    return Company(
        number=number,
        name=name,
        form=_FORMS[country],
        country=country,
        city=chance.choice(_CITIES[country]),
        industry=chance.choice(_INDUSTRIES),
        employees=chance.randint(least, most),
        band=f"{least}-{most}",
        domain=domain,
        people=tuple(_person(domain, group, chance) for group in _TITLES[: chance.randint(1, 3)]),
        role=f"{chance.choice(_ROLES)}@{domain}",
        known_to=frozenset(knows),
    )


def _person(domain: str, titles: tuple[str, ...], chance: random.Random) -> Person:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    email = f"{first}.{last}@{domain}".lower()
    return Person(first, last, chance.choice(titles), email, objects=chance.random() < _OBJECTS)


def known_to(source: str) -> tuple[Company, ...]:
    """The companies that a source knows."""
    return tuple(one for one in companies() if source in one.known_to)


def by_domain(domain: str) -> Company | None:
    """The company of a domain."""
    return _domains().get(domain.lower().removeprefix("www."))


@cache
def _domains() -> dict[str, Company]:
    return {one.domain: one for one in companies()}
