"""What makes a deployed function send."""

import json

ALWAYS = {"opens": "00:00", "closes": "23:59:59.999999"}
RULES = {
    "gap_minutes": 0,
    "answers": ALWAYS,
    "hours": {"email": ALWAYS},
    "holidays": {"AT": []},
}
SENDING = {
    "BATON_SENDING": "true",
    "BATON_SENDER": "hello@baton.example",
    "BATON_SEND_RULES": json.dumps(RULES),
}
"""What a deployment that sends is told, and hours in which a test may run."""
