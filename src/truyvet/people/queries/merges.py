"""Which entry stands for which: the aliases in force, followed to the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from truyvet.audit.values import Scope, require_scope
from truyvet.people.models import Alias, Person
from truyvet.people.queries.persons_in_scope import persons_in_scope
from truyvet.people.rules import merges as rules


def aliases_in_force() -> dict[int, int]:
    """Returns merged person id → the id it was merged into, one step. Few rows: merges are made by hand."""
    return dict(Alias.objects.filter(undone_at__isnull=True).values_list("person_id", "into_id"))


def merged_entries(person_id: int) -> frozenset[int]:
    """Returns every entry that stands for the same human being as ``person_id``, itself included."""
    aliases = aliases_in_force()
    root = rules.root(aliases, person_id)
    return frozenset({root, person_id, *(entry for entry in aliases if rules.root(aliases, entry) == root)})


def root_persons(scope: Scope, ids: Iterable[int] | None = None) -> dict[int, int]:
    """Returns each of ``ids`` → the person it stands for (itself when never merged). One statement.

    Without ``ids``: every merged person → its root, and nobody else; what is absent stands for itself, which is
    what a vector look-up wants. Ids only, so every reader may resolve any of them.
    """
    require_scope(scope)
    aliases = aliases_in_force()
    return rules.roots(aliases, aliases if ids is None else ids)


def aliases_changed(scope: Scope, since: int) -> Iterator[tuple[int, int, int]]:
    """Returns (person_id, root_id, change) for each alias written or taken back with ``change`` ≥ ``since``.

    ``root_id`` is where the person stands now, so its own id when the alias was undone. A chain's earlier members
    move too when a later link changes: a reader who keeps roots asks ``root_persons`` again when this gives any row.
    """
    require_scope(scope)
    changed = list(Alias.objects.filter(change__gte=since).order_by("change", "id").values_list("person_id", "change"))
    aliases = aliases_in_force() if changed else {}
    for person, change in changed:
        yield person, rules.root(aliases, person), change


def merged_into(scope: Scope, code: str) -> tuple[str, datetime] | None:
    """Returns the code of the entry that ``code`` was merged into, one step, and when; None when it stands for itself."""
    require_scope(scope)
    row = (
        Alias.objects.filter(undone_at__isnull=True, person__code=code, person__in=Person.objects.filter(persons_in_scope(scope)))
        .values_list("into__code", "at")
        .first()
    )
    return None if row is None else (row[0], row[1])
