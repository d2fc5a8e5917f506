"""Makes ``baton/core/country_names.txt``: countries by their ISO 3166 codes and the names people write.

    pip download pycountry==26.2.16 babel==2.19.0 --no-deps -d full, and unzip both into full
    python -m tools.country_names full > layers/baton/python/baton/core/country_names.txt

Both packages are too large for a function (8 and 11 MB); of what they know of names, 20 KB are needed.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping

from baton.core.countries import name_key
from baton.core.places import table_lines

_HEADER = """\
# Countries: ISO 3166 alpha-2, alpha-3, and the keys of their names, as baton.core.countries makes them.
# Made by tools/country_names.py from pycountry {pycountry} (Debian's iso-codes, LGPL 2.1: ISO's names,
# official and common ones) and babel {babel} (Unicode CLDR, Unicode License v3: in English, German,
# French, Spanish, Italian, Portuguese, Dutch, Polish and the countries' own languages), tzdata's short
# names, and a few that none of them has. A name that means two countries is left out.
"""
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl")
_SHORT_FORMS = {
    "US": "U.S., America, United States of America, Vereinigte Staaten von Amerika, EUA, EE.UU.",
    "GB": "UK, U.K., Great Britain, Britain, England, Scotland, Wales, Northern Ireland, "
    "Großbritannien, Gran Bretaña, Gran Bretagna, Grande-Bretagne, Angleterre, "
    "Inglaterra, Inghilterra, Schottland, Écosse, Escocia, Scozia, Nordirland",
    "GR": "EL, GRE",
    "CH": "SUI",
    "DK": "DEN",
    "PT": "POR",
    "HR": "CRO",
    "AE": "UAE, U.A.E., Emirates, VAE, EAU",
    "NL": "NED, Holland, Hollande, Holanda, Olanda",
    "CZ": "Czech Republic, Tschechische Republik, Tschechei, République tchèque, República Checa",
    "KR": "한국, South Korea, Republic of Korea, Korea (Rep.)",
    "KP": "North Korea, DPRK",
    "CI": "Ivory Coast, Elfenbeinküste",
    "MM": "Burma, Birma, Birmania, Birmanie",
    "MK": "Macedonia",
    "SZ": "Swaziland",
    "CV": "Cape Verde",
    "TL": "East Timor",
    "VA": "Vatican, Holy See, Vatikan, Vaticano, Vatikanstaat",
    "TR": "Turkey",
    "CD": "DR Congo, DRC, Congo-Kinshasa, Congo (DRC), Dem. Rep. Congo",
    "CG": "Congo-Brazzaville, Republic of the Congo",
    "HK": "Hong Kong SAR",
    "MO": "Macau, Macao SAR",
    "BN": "Brunei",
    "PS": "Palestine, Palästina, Palestina",
    "FM": "Micronesia",
    "RU": "Russia",
    "SY": "Syria",
    "VN": "Vietnam",
    "LA": "Laos, Lao PDR",
    "AG": "Antigua",
    "BA": "Bosnia, Bosnien, Bosnie",
    "BY": "Weißrussland, Belorussia, Byelorussia",
    "CN": "PRC, PR China, VR China, Mainland China",
    "DE": "BRD, GER",
    "FR": "République française",
    "IT": "Repubblica Italiana",
    "MD": "Moldawien",
    "SA": "KSA, Saudi",
    "SK": "Slowakische Republik",
    "ST": "Sao Tome",
    "TT": "Trinidad",
    "TW": "Republic of China, ROC",
    "ZA": "RSA",
}


def table(
    codes: Mapping[str, str], official: Mapping[str, list[str]], others: Mapping[str, list[str]]
) -> Iterator[str]:
    """The lines: alpha-3 by alpha-2, ISO's own names, which count before ``others``."""
    owners: dict[str, str] = {}
    for names in (official, others):
        claimed: dict[str, set[str]] = defaultdict(set)
        for code, given in names.items():
            for name in given:
                claimed[name_key(name)].add(code)
        for key, found in claimed.items():
            if key and len(found) == 1:
                owners.setdefault(key, next(iter(found)))
    by_code: dict[str, list[str]] = defaultdict(list)
    for key, code in owners.items():
        by_code[code].append(key)
    for code, long_code in sorted(codes.items()):
        yield f"{code}\t{long_code}\t{' '.join(sorted(by_code[code]))}\n"


def _forms(name: str) -> list[str]:
    """A name, and as it is spoken where ISO turns it round: ``Korea, Republic of``."""
    first, comma, rest = name.partition(", ")
    return [name, f"{rest} {first}"] if comma else [name]


def _from_packages() -> None:
    import babel
    import pycountry
    from babel.languages import get_official_languages

    english = {code: babel.Locale.parse(code).territories for code in _LANGUAGES}
    codes: dict[str, str] = {}
    official: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    short = dict(line.split("\t")[:2] for line in table_lines("iso3166.tab"))
    for country in pycountry.countries:
        code = country.alpha_2
        codes[code] = country.alpha_3
        own = [getattr(country, kind, "") for kind in ("name", "official_name", "common_name")]
        official[code] = [form for name in own for form in _forms(name)]
        official[code] += [name for name in _SHORT_FORMS.get(code, "").split(", ") if name]
        others[code] = [short[code]] if code in short else []
        others[code] += [names[code] for names in english.values() if code in names]
        for language in get_official_languages(code, de_facto=True, regional=True):
            try:
                others[code].append(babel.Locale.parse(language).territories.get(code, ""))
            except (babel.UnknownLocaleError, ValueError):
                continue
    sys.stdout.write(_HEADER.format(pycountry=pycountry.__version__, babel=babel.__version__))
    sys.stdout.writelines(table(codes, official, others))


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    _from_packages()
