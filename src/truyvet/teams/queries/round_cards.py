"""Who on a round may be given a printed card: nobody's name, only who, and how many may not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.passes.queries import gate_status_of, persons_with_card
from truyvet.passes.rules.pass_validity import is_fresh
from truyvet.teams.models import Round, StopPerson


@dataclass(frozen=True, slots=True)
class RoundCards:
    """Persons of a round without a telephone: codes of those ``due`` in walking order; how many have a card, or may have none now."""

    due: tuple[str, ...]
    held: int
    refused: int


def round_cards(scope: Scope, found: Round, now: datetime) -> RoundCards:
    """Returns who of a round in reach lacks a telephone, by whether a card can be printed; a constant number of statements."""
    system = Scope.system("teams", require_scope(scope).on)
    rows = _without_phone(found)
    codes = dict(rows.order_by("stop__number", "pk").values_list("person", "person__code"))
    persons = list(codes)
    held, status = persons_with_card(system, persons, now), gate_status_of(system, persons, now=now)
    due = [
        codes[each] for each in persons
        if each not in held and not status[each].is_on_hold and status[each].clear and is_fresh(status[each].declared_at or now, now)
    ]  # fmt: skip
    return RoundCards(tuple(due), len(held), len(persons) - len(due) - len(held))


def card_persons(scope: Scope, found: Round, codes: Collection[str]) -> dict[str, int]:
    """Returns those of ``codes`` who stand on a round in reach and lack a telephone, in walking order, with their ids."""
    require_scope(scope)
    rows = _without_phone(found).filter(person__code__in=codes).order_by("stop__number", "pk")
    return dict(rows.values_list("person__code", "person"))


def _without_phone(found: Round) -> QuerySet[StopPerson]:
    return StopPerson.objects.filter(stop__round=found, has_left=False, person__phones__isnull=True, person__erased_at__isnull=True)
