"""Every check of a text, in one: what a model's draft, a template and a person's edit all pass. Pure."""

from dataclasses import dataclass, field

from baton.campaigns.content.brand import brand_findings
from baton.campaigns.content.brand_rules import BrandRules
from baton.campaigns.content.claims import Claim, Support, unsupported
from baton.campaigns.content.findings import Check, Severity, TextFinding
from baton.campaigns.content.formats import format_findings, formats
from baton.campaigns.content.safety import safety_findings
from baton.campaigns.content.scoring import Score
from baton.campaigns.content.seo import seo_score
from baton.campaigns.content.text import ContentText
from baton.campaigns.content.tone import tone_findings

MOST_FINDINGS = 60
ABOVE_ALL = frozenset({Check.SAFETY, Check.FORMAT})
"""What nobody may answer for: a platform refuses it, or it does harm."""


@dataclass(frozen=True, slots=True)
class Standards:
    """What a piece is held to. ``hosts`` may be linked to beside those of the rules, as the campaign's
    own page; ``own`` are texts of the company whose addresses may be repeated.
    """

    format: str
    language: str
    tone: str
    rules: BrandRules
    support: Support
    hosts: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    keywords: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks say of a text."""

    findings: tuple[TextFinding, ...]
    claims: tuple[Claim, ...]
    score: Score | None

    @property
    def faults(self) -> tuple[TextFinding, ...]:
        """Why the text may not go out."""
        return tuple(one for one in self.findings if one.severity is Severity.FAULT)

    @property
    def grade(self) -> float:
        """0 to 100: a page's score; of anything else, what its findings leave of 100."""
        if self.score is not None:
            return self.score.value
        faults = len(self.faults)
        return max(0.0, 100.0 - 20.0 * faults - 5.0 * (len(self.findings) - faults))


def checked(text: ContentText, standards: Standards) -> Checked:
    """The text with everything that the checks say of it; the same for the same text."""
    kind = formats()[standards.format].kind
    claims = standards.support.claims(text)
    findings = [
        *format_findings(text, standards.format),
        *safety_findings(text, standards.rules, standards.hosts, standards.own),
        *unsupported(claims),
        *brand_findings(text, standards.rules, kind, standards.language),
        *tone_findings(text, standards.tone),
    ]
    may_link = bool(standards.hosts or standards.rules.links)
    score = seo_score(text, kind, standards.language, standards.keywords, may_link=may_link)
    ordered = sorted(findings, key=lambda one: one.severity is not Severity.FAULT)
    return Checked(tuple(ordered[:MOST_FINDINGS]), claims, score)
