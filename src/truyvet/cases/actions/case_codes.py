"""The next code of a case: letters of the province and a number that is given once."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from truyvet.audit.values import Scope
from truyvet.cases import rules
from truyvet.cases.models import CaseNumber
from truyvet.core.text_folding import fold
from truyvet.places import queries as places


def province_letters(scope: Scope, path: str, on: date) -> str:
    """Returns letters for codes of the province of a unit path ("24/222/07783/" gives "BG"); "TV" where none is known."""
    province = places.unit_at_path(scope, path.partition("/")[0] + "/", on)
    if province is None:
        return rules.code_letters("")
    return rules.code_letters(fold(province.name.removeprefix(province.kind)))


def next_codes(letters: str, how_many: int) -> list[str]:
    """Returns the next codes under these letters; the number row stays locked until the caller's transaction ends."""
    CaseNumber.objects.get_or_create(prefix=letters)
    CaseNumber.objects.filter(prefix=letters).update(last=F("last") + how_many)
    last = CaseNumber.objects.get(prefix=letters).last
    return [rules.case_code(letters, number) for number in range(last - how_many + 1, last + 1)]
