"""Storms: many seeded runs with faults at every point, and what must be true after each.

    python -m tests.storms.ads        the ad manager over three platforms
    python -m tests.storms.orders     orders: visits, buyers and the upkeep at once, deaths and faults
    python -m tests.storms.payments   time-outs after the provider did it; ``--webhooks`` in all orders
    python -m tests.storms.money      every amount of a purchase and its returns, in exact fractions
    python -m tests.storms.prices     shops over two months: limits, reasons, the 30-day price
    python -m tests.storms.stock      races for few pieces, in memory or with ``--tables``
    python -m tests.storms.months     half a year of stock, against a ledger of its own

All take ``--cases`` and ``--first``: a case is its seed, so one that is wrong is seen again. A few cases
of each are in the suite.
"""
