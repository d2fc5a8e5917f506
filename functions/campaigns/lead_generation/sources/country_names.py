"""Countries by the English names that People Data Labs has for them, in small letters, and
their codes from whatever a source calls them.
"""

from baton.core.countries import country_code

ENGLISH = {
    "AT": "austria",
    "AU": "australia",
    "BE": "belgium",
    "BG": "bulgaria",
    "BR": "brazil",
    "CA": "canada",
    "CH": "switzerland",
    "CZ": "czechia",
    "DE": "germany",
    "DK": "denmark",
    "EE": "estonia",
    "ES": "spain",
    "FI": "finland",
    "FR": "france",
    "GB": "united kingdom",
    "GR": "greece",
    "HR": "croatia",
    "HU": "hungary",
    "IE": "ireland",
    "IN": "india",
    "IT": "italy",
    "JP": "japan",
    "LT": "lithuania",
    "LU": "luxembourg",
    "LV": "latvia",
    "MX": "mexico",
    "NL": "netherlands",
    "NO": "norway",
    "NZ": "new zealand",
    "PL": "poland",
    "PT": "portugal",
    "RO": "romania",
    "SE": "sweden",
    "SG": "singapore",
    "SI": "slovenia",
    "SK": "slovakia",
    "US": "united states",
    "ZA": "south africa",
}


def code_of(value: object) -> str | None:
    """The ISO 3166 code of what a source calls a country; ``None`` if it is not understood."""
    try:
        return str(country_code(value)) if isinstance(value, str) and value else None
    except ValueError:
        return None
