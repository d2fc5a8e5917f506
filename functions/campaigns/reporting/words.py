"""What reviews came to, as people read it."""

from baton.campaigns.campaign import ReviewOutcome

OUTCOMES = {
    ReviewOutcome.HEALTHY: "Healthy",
    ReviewOutcome.NOT_ENOUGH_DATA: "Too little data",
    ReviewOutcome.PROPOSE_CHANGE: "Change proposed",
    ReviewOutcome.ASK_PERSON: "Needs a person",
}
NOT_REVIEWED = "Not reviewed"
DECIDED = "Decided"
