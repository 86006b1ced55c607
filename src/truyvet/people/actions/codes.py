"""New opaque codes that no row has yet."""

from __future__ import annotations

from django.db.models import Model

from truyvet.people.rules import pseudonyms
from truyvet.people.rules.pseudonyms import Entropy

_SLICE = 400
"""SQLite takes a limited number of values in one statement."""


def new_codes(model: type[Model], count: int, entropy: Entropy) -> list[str]:
    """Returns ``count`` codes, different from each other and from every ``code`` of ``model``.

    45 random bits: among a million codes a repeat has about one chance in a hundred, so each is looked up.
    """
    fresh: dict[str, None] = {}
    while len(fresh) < count:
        made = list({pseudonyms.make(entropy) for _ in range(min(_SLICE, count - len(fresh)))} - fresh.keys())
        used = set(model._default_manager.filter(code__in=made).values_list("code", flat=True))
        fresh.update(dict.fromkeys(code for code in made if code not in used))
    return list(fresh)


def new_code(model: type[Model], entropy: Entropy) -> str:
    """Returns one code that no row of ``model`` has."""
    return new_codes(model, 1, entropy)[0]
