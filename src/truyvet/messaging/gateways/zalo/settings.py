"""What the province's Zalo page is called and opened with. Read from the site's settings, never from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings

from truyvet.messaging.rules.zns import ZnsTemplate

OA_MESSAGE = "https://openapi.zalo.me/v3.0/oa/message/cs"
ZNS_MESSAGE = "https://business.openapi.zalo.me/message/template"
TOKEN = "https://oauth.zaloapp.com/v4/oa/access_token"  # noqa: S105 - an address


ENVIRONMENT_FIELDS = ("app_id", "oa_secret", "app_secret", "access_token", "refresh_token", "zns")
"""What the environment tells (site/config.py, ZaloPage)."""


@dataclass(frozen=True, slots=True)
class ZaloSettings:
    """Empty texts: not configured. ``zns``: name of a text of ours → what Zalo approved. Secrets have no repr."""

    app_id: str = ""
    oa_secret: str = field(default="", repr=False)
    app_secret: str = field(default="", repr=False)
    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    zns: Mapping[str, ZnsTemplate] = field(default_factory=dict)
    oa_message: str = OA_MESSAGE
    zns_message: str = ZNS_MESSAGE
    token: str = TOKEN
    timeout: float = 10.0
    """Seconds until a silent server counts as busy."""

    @property
    def listens(self) -> bool:
        """Returns whether the signature of the webhook can be checked."""
        return bool(self.app_id and self.oa_secret)

    @property
    def renews(self) -> bool:
        """Returns whether a spent access token can be exchanged for a new one."""
        return bool(self.app_id and self.app_secret and self.refresh_token)

    @property
    def speaks(self) -> bool:
        """Returns whether messages can be sent."""
        return bool(self.access_token or self.renews)


def zalo_settings() -> ZaloSettings:
    """Returns those of this installation; a demonstration never speaks to the outside."""
    environment = settings.TRUYVET_ZALO
    return ZaloSettings() if settings.TRUYVET_DEMO else ZaloSettings(**{name: getattr(environment, name) for name in ENVIRONMENT_FIELDS})
