"""Who signs in at the local stack to try it: a program and a person, and a lead that they look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from infra.configuration import Configuration, read_context
from infra.local.client import ApiClient

PERSON = "operator"
"""Of this group and called so."""


@dataclass(frozen=True, slots=True)
class SignIns:
    """``url`` is that of MCP; codes of a person's sign-in go to ``callback``."""

    url: str
    lead_id: str
    program_id: str
    program_secret: str
    people_client: str
    callback: str
    person: str
    password: str

    @property
    def origin(self) -> str:
        """Who gives tokens, as clients are told."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def sign_ins(outputs: Mapping[str, Any], address: str) -> SignIns:
    """Those of a stack whose API is at ``address``; makes the lead."""
    api = ApiClient(outputs)
    lead = {"email": "conformance@example.com", "message": "Please call me."}
    lead_id = api.request("POST", "/api/v1/leads", json=lead).body["lead_id"]
    api.close()
    program = outputs["clients"]["application"]
    return SignIns(
        url=f"{address}/mcp",
        lead_id=lead_id,
        program_id=program["id"],
        program_secret=program["secret"],
        people_client=outputs["stack"]["PeopleClientId"],
        callback=Configuration.from_context(read_context().get).sign_in_callbacks[0],
        person=PERSON,
        password=outputs["people"][PERSON],
    )
