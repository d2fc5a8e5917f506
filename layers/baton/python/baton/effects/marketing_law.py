"""Where the law wants a person's yes before marketing reaches them. Pure.

A table of statutes, for a company that knows no better; it is no legal advice. ``SendRules`` can ask for
a yes everywhere. Sources, by what they say of business contacts whose consent nobody knows:

- e-mail: Directive 2002/58/EC, article 13 (EU, EEA); PECR 2003, regulation 22 (GB); UWG, article 3(1)(o)
  (CH); CASL (CA); Spam Act 2003 (AU); Unsolicited Electronic Messages Act 2007 (NZ); Act on Regulation
  of Transmission of Specified Electronic Mail (JP); Network Act, article 50 (KR); Communications Law,
  section 30A (IL); POPIA, section 69 (ZA); law 38-FZ, article 18 (RU); law 6563 (TR); Measures for
  Administration of E-mail Services (CN). By contrast the CAN-SPAM Act (US) lets whoever has not refused
  be written to.
- calls: UWG, section 7 (DE); TKG 2021, section 174 (AT); Telecommunicatiewet, article 11.7 (NL);
  Electronic Communications Law, article 398 (PL); forbrugeraftaleloven, section 4 (DK).
"""

from collections.abc import Collection

from baton.effects.effect import EffectKind

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
_BY_MAIL = frozenset(f"{_EU} IS LI NO GB CH CA AU NZ JP KR IL ZA RU TR CN".split())
_BY_CALL = frozenset(["AT", "DE", "DK", "NL", "PL"])

WANTED: dict[str, frozenset[str]] = {
    EffectKind.EMAIL: _BY_MAIL,
    EffectKind.CALL_TASK: _BY_CALL,
}
"""The countries that want it, by the kind of effects."""


ROLES_MAY_BE_WRITTEN_TO = frozenset({"GB", "IE", "FR", "SE", "FI", "US"})
"""Countries in which a company's own address, of no natural person, may be written to unasked: their
statutes protect natural persons only. PECR 2003, regulations 2 and 22: individual subscribers (GB); S.I.
336/2011, regulation 13 (IE); CPCE, article L34-5 (FR); marknadsforingslagen, section 19 (SE); Act
917/2014, section 202 (FI); the CAN-SPAM Act (US). Directive 2002/58/EC, article 13(5), leaves it to the
states of the EU.
"""


def needs_yes(kind: str, countries: Collection[str]) -> bool:
    """Whether marketing of a kind needs a yes in any of the countries in which a person may be; if no
    country is known, whether it does anywhere.
    """
    wanted = WANTED.get(kind, frozenset())
    return bool(wanted) if not countries else not wanted.isdisjoint(countries)
