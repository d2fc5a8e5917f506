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

_PLATFORMS = {
    "google": "Google",
    "linkedin": "LinkedIn",
    "meta": "Meta",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "email": "E-mail",
}


def platform_name(platform: str) -> str:
    """A platform as it writes itself; one that nobody knows here, as its campaign has it."""
    return _PLATFORMS.get(platform.casefold(), platform)
