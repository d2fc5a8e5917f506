"""Cash: how fast it goes, and how long it lasts."""

from dataclasses import dataclass

from baton.gtm.figures import FigureInput
from baton.gtm.formulas import Undefined, burn_a_month, divided, runway_months
from baton.gtm.periods import DAYS_A_MONTH
from functions.gtm.finance.budget import costs
from functions.gtm.finance.evidence import Evidence
from functions.gtm.finance.working import Worked, money, months

QUERY = "cash"


@dataclass(frozen=True, slots=True)
class Burn:
    """Net burn of all accounts a month, and what is in them."""

    burn: float
    cash: float
    steps: tuple[str, ...]
    inputs: tuple[FigureInput, ...]


def burnt(evidence: Evidence) -> Burn:
    """The burn of every account between its own two balances, added up. Raises ``Undefined`` if an
    account lacks one of them.
    """
    worth, text = evidence.conversion.worth, evidence.conversion.text
    burn = cash = 0.0
    steps, inputs = list[str](), list[FigureInput]()
    for row in evidence.cash:
        name, currency = row["account"], row["currency"]
        if row["opening_day"] is None:
            raise Undefined(f"The account {name} has no balance before {evidence.period.first}.")
        if row["closing_day"] < evidence.period.first:
            raise Undefined(f"The account {name} has no balance in {evidence.period.said}.")
        days = (row["closing_day"] - row["opening_day"]).days
        opening, financing, closing = (
            worth(row[one], currency) for one in ("opening", "financing", "closing")
        )
        own = burn_a_month(opening, financing, closing, days)
        burn, cash = burn + own, cash + closing
        steps.append(
            f"{name}: ({text(opening)} on {row['opening_day']} + {text(financing)} - {text(closing)} on "
            f"{row['closing_day']}) / {days / DAYS_A_MONTH:.2f} months = {text(own)}"
        )
        inputs += [
            money(f"{name}, opening", opening, QUERY),
            money(f"{name}, raised or repaid", financing, QUERY),
            money(f"{name}, closing", closing, QUERY),
            months(f"{name}, between the two", days / DAYS_A_MONTH, QUERY),
        ]
    return Burn(burn, cash, tuple(steps), tuple(inputs))


def balance(evidence: Evidence) -> Worked:
    """What is in all accounts, by the last balance of each."""
    worth, text = evidence.conversion.worth, evidence.conversion.text
    inputs = [
        money(
            f"{row['account']} on {row['closing_day']}",
            worth(row["closing"], row["currency"]),
            QUERY,
        )
        for row in evidence.cash
    ]
    value = sum(one.value for one in inputs)
    steps = [" + ".join(f"{one.name} {text(one.value)}" for one in inputs) + f" = {text(value)}"]
    return Worked(value=value, inputs=inputs, steps=steps)


def burn_rate(evidence: Evidence) -> Worked:
    """Net burn a month; below 0 where cash grew."""
    found = burnt(evidence)
    grew = "Below 0: cash grew by that much a month." if found.burn < 0 else ""
    total = f"all accounts: {evidence.conversion.text(found.burn)}"
    return Worked(
        value=found.burn,
        inputs=found.inputs,
        steps=[*found.steps, total],
        notes=[grew] if grew else [],
    )


def runway(evidence: Evidence) -> Worked:
    """Months until the cash at the end of the period is gone at its burn."""
    found, text = burnt(evidence), evidence.conversion.text
    value = runway_months(found.cash, found.burn)
    return Worked(
        value=value,
        inputs=[money("cash", found.cash, QUERY), money("net burn a month", found.burn, QUERY)],
        steps=[*found.steps, f"{text(found.cash)} / {text(found.burn)} = {value:.1f} months"],
    )


def gross_burn(evidence: Evidence) -> Worked:
    """All booked costs a month, with what ad platforms took and nobody booked."""
    evidence.check_whole_company("Gross burn")
    spent, length = costs(evidence), evidence.period.months
    value, text = divided(spent.value, length, "The period has no days."), evidence.conversion.text
    return Worked(
        value=value,
        inputs=[*spent.inputs, months("months", length)],
        steps=[*spent.steps, f"{text(spent.value)} / {length:.2f} = {text(value)}"],
    )
