"""The list of public places that any device may fetch and compare with what its owner scanned."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from truyvet.audit.values import Scope, require_scope
from truyvet.notices.models import Notice
from truyvet.notices.rules.notice import RECIPIENT_DAYS, NoticeKind, NoticeState
from truyvet.proximity.venue_notices import PlaceNotice, place_notices
from truyvet.venues.queries.entrances import code_ids_of


def public_list(scope: Scope, now: datetime) -> list[PlaceNotice]:
    """Returns the lines of the list, in no telling order. Two statements.

    Only of places whose name a tracer published, where at least five others were known to have been when it was decided, and for everybody
    who was there: a hash hides nothing from somebody who photographed all the codes of a town.
    """
    require_scope(scope)
    since = int((now - timedelta(days=RECIPIENT_DAYS)).timestamp())
    listed = Notice.objects.filter(state=NoticeState.SENT.value, is_public=True, is_listed=True, kind=NoticeKind.VENUE.value)
    rows = list(listed.filter(end__gte=since).values_list("venue_id", "start", "end", "version"))
    codes: dict[int, list[bytes]] = defaultdict(list)
    for venue, code_id in code_ids_of(scope, {row[0] for row in rows}):
        codes[venue].append(code_id)
    lines = {line for venue, start, end, version in rows for line in place_notices(codes[venue], start, end, version)}
    return sorted(lines, key=lambda line: (line.place, line.start_hour, line.end_hour, line.version))
