"""Which persons and households a reader may reach: those who live in the scope's units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db.models import Q

from truyvet.audit.values import Scope, require_scope
from truyvet.places.queries import within

Value = TypeVar("Value")

MAX_IDS_PER_STATEMENT = 10_000
"""Most ids in one statement: SQLite takes 32,766 values, PostgreSQL 65,535."""


def persons_in_scope(scope: Scope, of: str = "") -> Q:
    """Returns the condition on Person or Household, or on rows that point at one (``of`` "person__").

    A person without a known commune belongs to nobody's commune or district: a reader of a whole province sees them.
    """
    reader = require_scope(scope)
    reach = within(reader, f"{of}commune__path")
    return reach | Q(**{f"{of}commune__isnull": True}) if reader.whole_province else reach


def chunks(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Returns ``values``, each once, in lists short enough for one statement."""
    waiting = iter(dict.fromkeys(values))
    while part := list(islice(waiting, MAX_IDS_PER_STATEMENT)):
        yield part
