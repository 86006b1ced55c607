"""New opaque codes that no row has yet."""

from __future__ import annotations

import secrets

from django.db.models import Model

from truyvet.core.opaque_code import CodeShape, Entropy, unused_codes
from truyvet.people.rules import pseudonyms


class _PersonCode(CodeShape):
    """Random letters with a check character, which no other code of the house has."""

    def draw(self, entropy: Entropy = secrets.token_bytes) -> str:
        """Returns a new code."""
        return pseudonyms.make(entropy)


_SHAPE = _PersonCode(pseudonyms.LENGTH)


def new_codes(model: type[Model], count: int, entropy: Entropy) -> list[str]:
    """Returns ``count`` codes, different from each other and from every ``code`` of ``model``."""
    rows = model._default_manager
    return unused_codes(_SHAPE, count, lambda codes: rows.filter(code__in=codes).values_list("code", flat=True), entropy)


def new_code(model: type[Model], entropy: Entropy) -> str:
    """Returns one code that no row of ``model`` has."""
    return new_codes(model, 1, entropy)[0]
