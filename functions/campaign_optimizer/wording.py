"""Figures as people read them."""

_WITHOUT_MINOR_UNITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_WITH_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
"""The currencies whose minor unit is not a hundredth (ISO 4217)."""


def amount(minor_units: float, currency: str) -> str:
    """An amount, for example ``USD 1,250.00`` for 125000."""
    digits = 0 if currency in _WITHOUT_MINOR_UNITS else 3 if currency in _WITH_THOUSANDTHS else 2
    return f"{currency} {minor_units / 10**digits:,.{digits}f}"


def percent(share: float) -> str:
    """A share with up to two decimals, for example ``1.85 %`` for 0.0185."""
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + " %"


def count(number: int, what: str) -> str:
    """A number of things with thousands apart; ``what`` is the plural in ``s``."""
    return f"{number:,} {what.removesuffix('s') if number == 1 else what}"
