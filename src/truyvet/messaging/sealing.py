"""Parameters of a waiting message, unreadable without the site's secret: a sign-in code is among them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from truyvet.web import sealing
from truyvet.web.sealing import SealBroken

__all__ = ["SealBroken", "seal", "unseal"]
PURPOSE = "messaging.params"


def seal(params: Mapping[str, str]) -> str:
    """``params`` as encrypted text."""
    return sealing.seal(PURPOSE, json.dumps(dict(params), sort_keys=True).encode())


def unseal(text: str) -> dict[str, str]:
    """The parameters in ``text``. Raises SealBroken."""
    try:
        opened = json.loads(sealing.unseal(PURPOSE, text))
    except ValueError:
        raise SealBroken("parameters cannot be opened") from None
    return {str(name): str(value) for name, value in opened.items()}
