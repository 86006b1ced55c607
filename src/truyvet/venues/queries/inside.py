"""The condition for being inside now: no check-out is known, and the kind of venue has not ended the stay."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q

from truyvet.venues.models import Visit
from truyvet.venues.rules.kinds import KINDS, VisitSource


def inside(now: int) -> Q:
    """Selects visits that last at the second ``now``: open, not void, begun no longer ago than the kind's ``longest``.

    What somebody said of themselves later, in a declaration or an interview, is no scan: nobody saw them go in. Of entries that
    follow each other the last counts: the check-out in between was forgotten, or the code was read twice.
    """
    kinds: defaultdict[int, list[str]] = defaultdict(list)
    for code, kind in KINDS.items():
        kinds[kind.longest].append(code)
    begun = Q(pk__in=())
    for longest, codes in kinds.items():
        begun |= Q(venue__kind__in=codes, check_in__gt=now - longest)
    later = Visit.objects.filter(
        person=OuterRef("person"),
        venue=OuterRef("venue"),
        void=False,
        check_out_settled=False,
        check_in__gt=OuterRef("check_in"),
        check_in__lte=now,
    )
    return Q(begun, ~Q(source=VisitSource.DECLARED.value), ~Exists(later), check_out__isnull=True, void=False, check_in__lte=now)
