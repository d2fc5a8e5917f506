"""What a template takes of the company's texts: whole sentences, however a file breaks its lines."""

from baton.campaigns.content.knowledge import Citation, Passage
from functions.campaigns.content_creator.assembly import frame_of
from tests.unit.campaigns.runs import a_brief

TEXT = """# How it works

You send a day's orders as a file or by our interface, and get routes back for every van. You keep
the plans, whatever you decide. A depot can plan its whole day again within two minutes and less than
30 seconds

1. Send the orders of a whole day, as a file or from your own transport system
2. Take the routes
"""


def test_a_sentence_that_a_line_ends_in_stays_whole_and_items_of_a_list_stay_apart() -> None:
    source = Citation(document="planner.md")
    passage = Passage(quote=TEXT, source=source, language="en")
    facts = frame_of(a_brief(), "en", [passage], company="", topic="").facts

    assert "You keep the plans, whatever you decide." in facts
    assert (
        "A depot can plan its whole day again within two minutes and less than 30 seconds." in facts
    )
    assert "Take the routes." in facts
