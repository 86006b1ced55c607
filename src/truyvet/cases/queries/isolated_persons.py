"""Who is isolated: asked of the rooms above that keep isolation, by the registry."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final, cast

from truyvet.audit.values import Scope, require_scope
from truyvet.core import registry

ISOLATED_PERSONS: Final = "isolated_persons"
"""The name under which a room answers, in its room.py."""


def isolated_persons(scope: Scope, person_ids: Collection[int]) -> frozenset[int]:
    """Returns those of ``person_ids`` who are isolated now."""
    require_scope(scope)
    answers = cast("tuple[Callable[[Scope, Collection[int]], frozenset[int]], ...]", registry.answers(ISOLATED_PERSONS))
    return frozenset(person for isolated in answers for person in isolated(scope, person_ids))
