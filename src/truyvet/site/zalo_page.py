"""The settings of the province's Zalo page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from truyvet.messaging.rules.zns import ZnsTemplate


@dataclass(frozen=True, slots=True)
class ZaloPage:
    """The province's Zalo page; empty texts where there is none. ``zns``: our text → what Zalo approved."""

    app_id: str = ""
    oa_secret: str = field(default="", repr=False)
    app_secret: str = field(default="", repr=False)
    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    zns: Mapping[str, ZnsTemplate] = field(default_factory=dict)
