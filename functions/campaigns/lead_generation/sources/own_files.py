"""The company's own lists: CSV files dropped under ``companies/`` and ``contacts/`` of the intake
bucket.

The columns are found by their names, in the languages that Baton ships. What is in ``contacts/`` the
company has of people itself: it says under ``basis`` if they consented, else legitimate interest is
told.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from baton.aws.files import Files
from baton.campaigns.prospects.names import domain_of, name_key
from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.campaigns.prospects.told import OWN_FILES, LegalBasis, SourcedRecord
from baton.core.clock import Clock
from baton.core.countries import country_code
from baton.core.errors import NotFound, Unavailable
from functions.campaigns.lead_generation.sources.calls import Batch, Stopped, gathered
from functions.campaigns.lead_generation.sources.csv_rows import UnreadableFile, rows
from functions.campaigns.lead_generation.sources.source import (
    CompanySearch,
    Outcome,
    PeopleSearch,
    SourceAnswer,
)

COMPANIES, CONTACTS = "companies/", "contacts/"
MOST_FILES, MOST_CONTACTS = 50, 50_000

Found = TypeVar("Found", bound=SourcedRecord)
Row = Mapping[str, str]

NAMES: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name",
        "company",
        "company name",
        "account",
        "firma",
        "unternehmen",
        "société",
        "empresa",
    ),
    "website": ("website", "domain", "url", "web", "homepage", "webseite", "site web", "sitio web"),
    "country": ("country", "land", "pays", "país"),
    "city": ("city", "ort", "stadt", "ville", "ciudad"),
    "industry": ("industry", "sector", "branche", "secteur", "sector"),
    "size": (
        "employees",
        "size",
        "headcount",
        "company size",
        "mitarbeiter",
        "effectif",
        "empleados",
    ),
    "registration": ("registration", "company number", "registernummer", "siren", "cif"),
    "first_name": ("first name", "first_name", "vorname", "prénom", "nombre"),
    "last_name": ("last name", "last_name", "surname", "nachname", "nom", "apellidos"),
    "full_name": ("full name", "contact", "ansprechpartner"),
    "title": ("title", "job title", "job_title", "position", "funktion", "fonction", "cargo"),
    "email": ("email", "e-mail", "mail", "e-mail-adresse", "courriel", "correo"),
    "phone": ("phone", "telephone", "telefon", "téléphone", "teléfono"),
    "basis": ("basis", "legal basis", "consent"),
}
"""The names of columns by field, the best first."""

_YES = frozenset({"consent", "yes", "true", "1", "ja", "oui", "sí"})
_OF_COMPANY = ("name", "website", "city", "industry", "size", "registration", "phone")
_OF_PERSON = ("first_name", "last_name", "full_name", "title", "email", "phone")


class OwnFiles:
    """See the module. Contacts are read once, and found by the domain or name of their company."""

    name = OWN_FILES

    def __init__(self, files: Files | None, clock: Clock) -> None:
        self._files = files
        self._clock = clock
        self._contacts: dict[str, list[tuple[str, Row]]] | None = None
        self._notes: dict[str, None] = {}

    def companies(self, search: CompanySearch) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``: every company of the lists that may be meant; what a row does not tell
        excludes it from nothing.
        """

        def batches() -> Iterator[Batch[FoundCompany]]:
            for place, row in self._rows(COMPANIES):
                company = self._company(place, row)
                if company is not None and _may_be_meant(company, search):
                    yield Batch((company,))

        return self._noted(gathered(batches(), search.limit))

    def people(self, company: FoundCompany, search: PeopleSearch) -> SourceAnswer[FoundPerson]:
        """See ``LeadSource``."""

        def batches() -> Iterator[Batch[FoundPerson]]:
            found = self._of(company)
            yield Batch(tuple(self._person(place, row, company) for place, row in found))

        return self._noted(gathered(batches(), search.limit))

    def enrich(self, company: FoundCompany) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``. A search gave all that the lists have."""
        del company
        return SourceAnswer(Outcome.NOT_OFFERED)

    def _noted(self, answer: SourceAnswer[Found]) -> SourceAnswer[Found]:
        return replace(answer, notes=tuple(self._notes))

    def _rows(self, folder: str) -> Iterator[tuple[str, Row]]:
        """Each row with where it stands. A file that cannot be read, or only to some row, is noted and
        costs no other. Raises ``Stopped``: not connected if there is no file, and unavailable if none
        can be read.
        """
        if self._files is None:
            raise Stopped(Outcome.NOT_CONNECTED, "no bucket of files is set")
        number = unread = 0
        try:
            for key in self._files.names(folder):
                if not key.lower().endswith(".csv"):
                    continue
                number += 1
                if number > MOST_FILES:
                    raise Stopped(Outcome.UNAVAILABLE, f"more than {MOST_FILES} files are there")
                try:
                    yield from self._of_file(self._files, key)
                except UnreadableFile as error:
                    self._notes[f"{key}: {error}"] = None
                    unread += 1
        except (NotFound, Unavailable) as error:
            raise Stopped(
                Outcome.UNAVAILABLE, f"a file under {folder} cannot be read: {error}"
            ) from error
        if not number:
            raise Stopped(Outcome.NOT_CONNECTED, f"no CSV file is under {folder}")
        if number == unread:
            raise Stopped(Outcome.UNAVAILABLE, f"no file under {folder} can be read to its end")

    @staticmethod
    def _of_file(files: Files, key: str) -> Iterator[tuple[str, Row]]:
        for line, row in enumerate(rows(lambda: files.chunks(key)), start=2):
            yield f"{key}, row {line}", _by_field(row)

    def _of(self, company: FoundCompany) -> list[tuple[str, Row]]:
        if self._contacts is None:
            self._contacts = self._indexed()
        keys = (company.domain, name_key(company.name))
        found = (row for key in keys if key for row in self._contacts.get(key, ()))
        return list({place: (place, row) for place, row in found}.values())

    def _indexed(self) -> dict[str, list[tuple[str, Row]]]:
        index: dict[str, list[tuple[str, Row]]] = {}
        for number, (place, row) in enumerate(self._rows(CONTACTS)):
            if number >= MOST_CONTACTS:
                raise Stopped(Outcome.UNAVAILABLE, f"over {MOST_CONTACTS:,} contacts are there")
            mail = row.get("email", "").rpartition("@")[2]
            domain = domain_of(row.get("website")) or domain_of(mail)
            for key in {domain, name_key(row.get("name"))} - {None, ""}:
                index.setdefault(str(key), []).append((place, row))
        return index

    def _company(self, place: str, row: Row) -> FoundCompany | None:
        if not row.get("name") and not domain_of(row.get("website")):
            return None
        values = {name: row.get(name) for name in _OF_COMPANY}
        return self._record(
            FoundCompany.of, place, LegalBasis.NOT_PERSONAL, values, country=_country(row)
        )

    def _person(self, place: str, row: Row, company: FoundCompany) -> FoundPerson:
        agreed = row.get("basis", "").casefold() in _YES
        basis = LegalBasis.CONSENT if agreed else LegalBasis.LEGITIMATE_INTEREST
        values: dict[str, object] = {name: row.get(name) for name in _OF_PERSON}
        values |= {"company": company.name, "company_domain": company.domain}
        country = _country(row) or company.country
        return self._record(FoundPerson.of, place, basis, values, country=country)

    def _record(
        self,
        make: Callable[..., Found],
        place: str,
        basis: LegalBasis,
        values: Mapping[str, object],
        **more: object,
    ) -> Found:
        return make(self.name, self._clock(), basis, where=place, **{**values, **more})


def _by_field(row: Row) -> Row:
    return {
        field: value
        for field, names in NAMES.items()
        if (value := next((row[name] for name in names if row.get(name)), ""))
    }


def _country(row: Row) -> str | None:
    try:
        return str(country_code(row["country"])) if row.get("country") else None
    except ValueError:
        return None


def _may_be_meant(company: FoundCompany, search: CompanySearch) -> bool:
    industry = (company.value("industry") or "").casefold()
    wanted = [one.casefold() for one in search.industries]
    return (
        not (search.countries and company.country and company.country not in search.countries)
        and not (
            wanted and industry and not any(one in industry or industry in one for one in wanted)
        )
        and not (search.size and company.size and not company.size.overlaps(search.size))
    )
