"""A company and a person as sources tell of them, and the keys by which they are the same. Pure."""

from functools import cached_property

from baton.campaigns.prospects.names import domain_of, name_key
from baton.campaigns.prospects.size_range import SizeRange
from baton.campaigns.prospects.told import SourcedRecord


class FoundCompany(SourcedRecord):
    """A company. Its fields are ``name``, ``domain``, ``website``, ``country`` (ISO 3166 alpha-2),
    ``city``, ``industry``, ``size`` (a count or a band), ``registration`` (its number in a register),
    ``phone`` and ``email`` (an address of the company, as ``info@``, of no natural person).
    """

    @property
    def name(self) -> str:
        """Its name, else its domain."""
        return self.value("name") or self.domain or ""

    @cached_property
    def domain(self) -> str | None:
        """The domain of its website in ASCII, without ``www``."""
        return domain_of(self.value("domain")) or domain_of(self.value("website"))

    @property
    def country(self) -> str | None:
        """ISO 3166 alpha-2."""
        return self.value("country")

    @cached_property
    def size(self) -> SizeRange | None:
        """How many people it has. Of several words of equal standing a count goes before a band, and a
        narrow range before a wide one; ``None`` if nobody told.
        """
        ranges = [found for one in self.words("size") if (found := SizeRange.read(one.value))]
        exact = [one for one in ranges if one.least == one.most]
        return next(iter(exact or ranges), None)

    @cached_property
    def key(self) -> str:
        """By what it is known in a run: its domain, else its name and country."""
        if self.domain:
            return f"domain:{self.domain}"
        return f"name:{name_key(self.name)}:{self.country or ''}"


class FoundPerson(SourcedRecord):
    """A person of a company, or a role of one. Its fields are ``full_name``, ``first_name``,
    ``last_name``, ``title``, ``email``, ``phone``, ``country``, ``company`` and ``company_domain``.
    """

    @property
    def email(self) -> str | None:
        """The address that counts, in small letters."""
        found = self.value("email")
        return found.lower() if found else None

    @property
    def title(self) -> str | None:
        """The job title."""
        return self.value("title")

    @property
    def full_name(self) -> str | None:
        """First and last name."""
        parts = (self.value("first_name"), self.value("last_name"))
        return self.value("full_name") or " ".join(filter(None, parts)) or None

    @property
    def company_domain(self) -> str | None:
        """The domain of the person's company, without ``www``."""
        return domain_of(self.value("company_domain"))
