"""What the ads of each platform may hold, from its published specifications. Pure."""

from dataclasses import dataclass

from baton.campaigns.ads.languages import not_shown
from baton.campaigns.ads.model import CampaignPlan, PlanFault
from baton.campaigns.brief import Platform


@dataclass(frozen=True, slots=True)
class AdFormat:
    """How many headlines and texts an ad has, and their most characters. ``searched``: it is shown to
    who searches for words, so it needs some.
    """

    headlines: range
    headline: int
    texts: range
    text: int
    searched: bool = False


FORMATS = {
    Platform.GOOGLE: AdFormat(range(3, 16), 30, range(2, 5), 90, searched=True),
    Platform.META: AdFormat(range(1, 16), 255, range(1, 5), 600),
    Platform.LINKEDIN: AdFormat(range(1, 16), 200, range(1, 5), 600),
}
"""Google Ads Help, "About responsive search ads"; Meta and LinkedIn show the first headline and text of
a link ad and of sponsored content.
"""


def faults_in(plan: CampaignPlan, platform: Platform) -> tuple[PlanFault, ...]:
    """What a platform's ads cannot be made of, before the platform is asked."""
    form, found = FORMATS[platform], []
    if form.searched and not plan.audience.keywords:
        found.append(PlanFault(pointer="/audience/keywords", text="needs at least one"))
    found += [
        PlanFault(pointer="/languages", text=one) for one in not_shown(platform, plan.languages)
    ]
    for number, one in enumerate(plan.creatives):
        for field, lines, many, longest in (
            ("headlines", one.headlines, form.headlines, form.headline),
            ("texts", one.texts, form.texts, form.text),
        ):
            at = f"/creatives/{number}/{field}"
            if len(lines) not in many:
                text = f"must be {many.start} to {many.stop - 1}"
                found.append(PlanFault(pointer=at, text=text))
            for index, line in enumerate(lines):
                if len(line) > longest:
                    text = f"is longer than {longest} characters"
                    found.append(PlanFault(pointer=f"{at}/{index}", text=text))
    return tuple(found)
