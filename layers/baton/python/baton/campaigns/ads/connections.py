"""Which advertising platforms are connected, and the adapters to them."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from baton.campaigns.ads import answers
from baton.campaigns.ads.client import ApiClient, Hosts, HttpCall, ReadFault
from baton.campaigns.ads.port import AdPlatform
from baton.campaigns.ads.versions import api_versions
from baton.campaigns.brief import Platform
from baton.campaigns.settings import CampaignSettings
from baton.core.settings import Settings
from baton.effects.webhook import webhook_closed
from baton.resilience.guarding import Guard
from baton.resilience.outgoing_http import http_call

if TYPE_CHECKING:
    from baton.aws.secrets import Secrets
    from baton.core.clock import Sleep
    from baton.resilience.breaker import Breaker
    from baton.runtime.platform import Platform as Deployment


class AdPlatforms(Protocol):
    """The advertising platforms of a deployment."""

    def why_not(self, name: Platform) -> str | None:
        """Why a platform is not connected, for an operator; ``None`` if it is."""
        ...

    def to(self, name: Platform) -> AdPlatform | None:
        """The adapter to a platform; ``None`` if it is not connected."""
        ...


@dataclass(frozen=True, slots=True)
class _Vendor:
    """A platform's real addresses, where its adapter is, and how its errors are read."""

    hosts: Hosts
    adapter: str
    fault: ReadFault


_VENDORS = {
    Platform.GOOGLE: _Vendor(
        Hosts("https://googleads.googleapis.com", "https://www.googleapis.com/oauth2/v3/token"),
        "GoogleAds",
        answers.google_fault,
    ),
    Platform.META: _Vendor(Hosts("https://graph.facebook.com"), "MetaAds", answers.meta_fault),
    Platform.LINKEDIN: _Vendor(
        Hosts("https://api.linkedin.com", "https://www.linkedin.com/oauth/v2/accessToken"),
        "LinkedInAds",
        answers.linkedin_fault,
    ),
}


def secret_name(name: Platform, settings: CampaignSettings) -> str:
    """The name of the secret with a platform's account; empty if none is set."""
    return str(getattr(settings, f"{name.value}_ads_secret"))


def why_not(name: Platform, settings: CampaignSettings) -> str | None:
    """Why a platform is not connected by these settings; ``None`` if it is."""
    if secret_name(name, settings):
        return None
    return f"{name.value} is not connected: set behaviour.{name.value}_ads_secret"


def carried_out(settings: Settings, own: CampaignSettings) -> bool:
    """Whether accepted changes are made by anybody: the company's own system, or Baton."""
    if webhook_closed(settings) is None:
        return True
    return settings.sending and any(why_not(one, own) is None for one in Platform)


def hosts_of(name: Platform, base_url: str) -> Hosts:
    """Where a platform answers: its vendor's hosts, or its part of the stand-ins' address."""
    if not base_url:
        return _VENDORS[name].hosts
    base = f"{base_url.rstrip('/')}/{name.value}"
    return Hosts(base, f"{base}/token")


class ConnectedPlatforms:
    """See ``AdPlatforms``. ``breaker`` makes the circuit breaker before a platform, if there is one."""

    def __init__(
        self,
        settings: CampaignSettings,
        secrets: "Secrets",
        sleep: "Sleep",
        breaker: "Callable[[str], Breaker | None]",
        http: HttpCall = http_call,
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._sleep = sleep
        self._breaker = breaker
        self._http = http
        self._made: dict[Platform, AdPlatform] = {}

    def why_not(self, name: Platform) -> str | None:
        """See ``AdPlatforms``."""
        return why_not(name, self._settings)

    def to(self, name: Platform) -> AdPlatform | None:
        """See ``AdPlatforms``."""
        if self.why_not(name):
            return None
        if name not in self._made:
            self._made[name] = self._adapter(name)
        return self._made[name]

    def _adapter(self, name: Platform) -> AdPlatform:
        vendor = _VENDORS[name]
        module = import_module(f"baton.campaigns.ads.{name.value}.adapter")
        breaker = self._breaker(f"ads on {name.value}")
        client = ApiClient(
            name,
            hosts_of(name, self._settings.ads_base_url),
            self._secrets.named(secret_name(name, self._settings)),
            needed=module.NEEDED,
            fault=vendor.fault,
            sleep=self._sleep,
            guard=Guard(breaker, "the change is put off") if breaker else None,
            http=self._http,
        )
        return cast(
            "AdPlatform", getattr(module, vendor.adapter)(client, api_versions()[name].version)
        )


def connected(settings: CampaignSettings, platform: "Deployment") -> AdPlatforms:
    """The platforms of a deployment, each behind a circuit breaker of its own."""
    return ConnectedPlatforms(settings, platform.secrets, platform.sleep, platform.breaker)
