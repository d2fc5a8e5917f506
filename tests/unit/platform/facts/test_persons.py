"""What is kept of a person in facts is shown and erased with everything else of them."""

from datetime import UTC, datetime
from typing import cast

from baton.campaigns.fact_kinds import CAMPAIGN_TOUCH, LEAD_OUTCOME, CampaignTouch, LeadOutcome
from baton.privacy.personal_data import SubjectRecord
from baton.privacy.subject import Tie, email_key
from baton.runtime.platform import Platform
from functions.platform.erasure.wiring import Kept
from functions.platform.facts.agent import FactRecorder
from tests.fakes.platform.container import FakePlatform

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
HERS, OTHERS = "01KJQ1N2P0T4W8A6B3C9D5E7F1", "01KJQ1N2P0T4W8A6B3C9D5E7F2"
CAMPAIGN = "01KG3Z7QM0A1B2C3D4E5F6G7H8"


def test_an_export_shows_a_persons_facts_and_an_erasure_takes_them() -> None:
    platform = cast("Platform", FakePlatform())
    keeper = FactRecorder.assemble(platform)
    for number, lead_id in enumerate((HERS, OTHERS)):
        touch = CampaignTouch(campaign_id=CAMPAIGN, lead_id=lead_id, channel="email")
        outcome = LeadOutcome(campaign_id=CAMPAIGN, lead_id=lead_id, outcome="converted")
        keeper.keep(
            [
                CAMPAIGN_TOUCH.fact(touch, at=AT, fact_id=f"t{number}"),
                LEAD_OUTCOME.fact(outcome, at=AT, fact_id=f"o{number}"),
            ]
        )
    key = email_key("ada@example.org")
    record = SubjectRecord(Tie(record_id=HERS, keys=(key,), received_at=AT))
    kept = Kept.of(platform)

    def shown() -> list[tuple[object, object]]:
        rows = (row for files in kept.files for row in files.show((key,), [record], []))
        return [(row["fact"], row["fact_id"]) for row in rows if "fact" in row]

    assert shown() == [("campaign_touch", "t0"), ("lead_outcome", "o0")]
    assert sum(files.forget((key,), [record], {}) for files in kept.files) == 2
    assert shown() == []
    keeper.keep([])
    names = [name for name in platform.files.names("facts/") if "campaign_touch" in name]
    assert len(names) == 2  # the other person's, and hers, which is empty now
