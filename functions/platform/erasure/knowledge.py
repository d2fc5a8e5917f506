"""What is known of a person as a whole: responses, long-term memory, episodes, the shared cache."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from baton.effects.contact_status_repository import ContactStatusRepository
from baton.leads.response_repository import ResponseRepository
from functions.platform.erasure.personal_data_stores import ALL, Json

if TYPE_CHECKING:
    from baton.memory.episodic import EpisodicMemory
    from baton.memory.long_term import LongTermMemory
    from baton.memory.shared_cache import SharedCache


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is kept under a person's keys. What they closed stays, under the hash alone: it is what
    keeps them from being written to, and deleting it would open the way again. Counters of pools,
    patterns in the knowledge graph and sums of experiments are of many and stay. Without episodic
    memory there are no episodes.
    """

    responses: ResponseRepository
    long_term: "LongTermMemory"
    episodes: "EpisodicMemory | None"
    shared_cache: "SharedCache"
    contact_statuses: ContactStatusRepository

    def show(self, key: str) -> Json:
        """Everything under a key, by store; empty if there is nothing."""
        found: Json = {}
        responses, person = self.responses.of(key), self.long_term.recall(key, history=ALL)
        if responses.version:
            found["responses"] = responses.to_json()
        if person.is_known:
            found["long_term"] = person.to_json()
        if self.episodes and (episodes := self.episodes.about(key)):
            found["episodes"] = [one.to_json() for one in episodes]
        (standing,), _ = self.contact_statuses.read([key])
        if standing.sends or (standing.version and found):  # what is only closed is of nobody known
            found["standing"] = standing.to_json()
        return found

    def forget(self, key: str) -> Mapping[str, int]:
        """Deletes it. Gives how many things went, by store."""
        return {
            "responses": int(self.responses.forget(key)),
            "profiles": self.long_term.forget(key),
            "episodes": self.episodes.forget(key) if self.episodes else 0,
            "cache": self.shared_cache.forget(key),
            "contact_status": self.contact_statuses.forget(key),
        }
