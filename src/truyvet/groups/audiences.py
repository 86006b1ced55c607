"""The members of one group who have not installed, as the audience of a campaign."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from truyvet.audit.values import Scope, require_scope
from truyvet.core.room_contract import Audience
from truyvet.groups.queries.gaps import has_installed, not_installed
from truyvet.groups.queries.groups import group_anywhere
from truyvet.groups.rules.roster_kinds import ROSTER_KINDS, RosterKind

NAMED_AUDIENCE: Final = "named_audience"
"""``answer(scope, name)`` → an Audience that no room lists, or None: campaigns ask for it by its name."""
GROUP_GAP: Final = "group_gap:"


def gap_audience(*kinds: RosterKind, code: str = "") -> Callable[[object, int, datetime], object]:
    """Returns the selector of a campaign for those of these kinds, or of one group, who have not installed."""

    def members(scope: object, _days: int, _now: datetime) -> object:
        return not_installed(require_scope(scope), kinds, code)

    return members


def audience_of_group(scope: object, name: str) -> Audience | None:
    """Returns the audience "group_gap:CODE" of a group; None for any other name."""
    reader: Scope = require_scope(scope)
    code = name.removeprefix(GROUP_GAP)
    group = group_anywhere(reader, code) if name.startswith(GROUP_GAP) else None
    if group is None:
        return None
    return Audience(
        name,
        _("Chưa cài ứng dụng: %(group)s") % {"group": group.name},
        gap_audience(*ROSTER_KINDS, code=code),
        acted=has_installed,
    )
