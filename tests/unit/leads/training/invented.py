"""An invented company's lead history, as the CSV file it would export."""

import csv
import io
import math
import random

SOURCES = {"Google": 0.0, "Referral": 1.6, "Fair": 0.6, "Bought list": -1.4}
HEADER = ("Lead Number", "Source", "Minutes on site", "Employees", "Newsletter", "Converted")


def rows(leads=900, *, seed=1, shift=0.0, effect=1.0):
    """Leads as dictionaries; ``shift`` moves the minutes, ``effect`` scales what columns tell."""
    chance = random.Random(seed)
    made = []
    for number in range(leads):
        source = chance.choice(list(SOURCES))
        minutes = chance.expovariate(1 / 6) + shift
        employees = chance.choice(["", 5, 20, 80, 400])
        tells = SOURCES[source] + 0.25 * min(minutes - shift, 12) + (employees == 80) - 1.8
        rate = 1 / (1 + math.exp(-effect * tells))
        made.append(
            {
                "Lead Number": 7000 + number,
                "Source": source,
                "Minutes on site": f"{minutes:.2f}",
                "Employees": employees,
                "Newsletter": chance.choice(["Yes", "No", ""]),
                "Converted": int(chance.random() < rate),
            }
        )
    return made


def csv_of(leads, header=None):
    """The file that these leads make."""
    text = io.StringIO()
    writer = csv.writer(text)
    names = list(leads[0])
    writer.writerow(header or names)
    writer.writerows([lead[name] for name in names] for lead in leads)
    return text.getvalue().encode()
