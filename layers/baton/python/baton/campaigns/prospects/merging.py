"""Which records are of the same company or person, and each as one record. Pure.

Companies are the same by domain; a company without one is the same as another by name (without legal
form) unless both tell a country and they differ, and only if just one fits: with two candidates it
stays by itself. People are the same by e-mail address; one without an address by name within the same
company, again only if just one fits. The order in which records come changes nothing.
"""

from collections.abc import Iterable, Sequence

from baton.campaigns.prospects.names import name_key, person_key
from baton.campaigns.prospects.records import FoundCompany, FoundPerson


def merged_companies(records: Iterable[FoundCompany]) -> tuple[FoundCompany, ...]:
    """One record for each company, in the order of their keys. What one record adds to another may tell
    where a third belongs: it goes on until nothing is joined any more.
    """
    merged = _joined(records)
    while (further := _joined(merged)) != merged:
        merged = further
    return merged


def _joined(records: Iterable[FoundCompany]) -> tuple[FoundCompany, ...]:
    named: dict[str, list[FoundCompany]] = {}
    by_domain: dict[str, list[FoundCompany]] = {}
    for one in records:
        if one.domain:
            by_domain.setdefault(one.domain, []).append(one)
        else:
            named.setdefault(name_key(one.name), []).append(one)
    companies = [FoundCompany.merged(group) for group in by_domain.values()]
    names: dict[str, list[FoundCompany]] = {}
    for company in companies:
        for key in {name_key(word.value) for word in company.words("name")}:
            names.setdefault(key, []).append(company)
    joined: dict[str, list[FoundCompany]] = {}
    alone: list[FoundCompany] = []
    for key, group in named.items():
        for candidate in _by_country(group):
            fitting = [one for one in names.get(key, ()) if _may_be_one(one, candidate)]
            if key and len(fitting) == 1:
                joined.setdefault(fitting[0].key, []).append(candidate)
            else:
                alone.append(candidate)
    whole = [FoundCompany.merged([one, *joined.get(one.key, ())]) for one in companies]
    return tuple(sorted((*whole, *alone), key=lambda one: (one.key, one.model_dump_json())))


def _by_country(group: Sequence[FoundCompany]) -> list[FoundCompany]:
    """Companies of one name without a domain: one for each country. Those of which no country is told
    are one with it, if there is just one.
    """
    countries: dict[str | None, list[FoundCompany]] = {}
    for one in group:
        countries.setdefault(one.country, []).append(one)
    unknown = countries.pop(None, [])
    if len(countries) == 1:
        (known,) = countries.values()
        return [FoundCompany.merged([*known, *unknown])]
    made = [FoundCompany.merged(some) for some in countries.values()]
    return [*made, FoundCompany.merged(unknown)] if unknown else made


def _may_be_one(one: FoundCompany, other: FoundCompany) -> bool:
    return one.country is None or other.country is None or one.country == other.country


def merged_people(records: Iterable[FoundPerson]) -> tuple[FoundPerson, ...]:
    """One record for each person or role address, in the order of their keys."""
    by_email: dict[str, list[FoundPerson]] = {}
    named: dict[tuple[str, str], list[FoundPerson]] = {}
    for one in records:
        if one.email:
            by_email.setdefault(one.email, []).append(one)
        elif one.full_name:
            named.setdefault(_named(one), []).append(one)
    reached = {email: FoundPerson.merged(group) for email, group in by_email.items()}
    names: dict[tuple[str, str], list[str]] = {}
    for email, person in reached.items():
        if person.full_name:
            names.setdefault(_named(person), []).append(email)
    people: list[FoundPerson] = []
    for key, group in named.items():
        fitting = names.get(key, [])
        if len(fitting) == 1:
            reached[fitting[0]] = FoundPerson.merged([reached[fitting[0]], *group])
        else:
            people.append(FoundPerson.merged(group))
    whole = [*reached.values(), *people]
    return tuple(
        sorted(whole, key=lambda one: (one.email or "", _named(one), one.model_dump_json()))
    )


def _named(person: FoundPerson) -> tuple[str, str]:
    company = person.company_domain or name_key(person.value("company"))
    return person_key(person.full_name), company
