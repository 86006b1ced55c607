"""Every request and answer of an upload has a fixed size and takes a fixed time, real or chaff: a reader of the line learns nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from truyvet.devices.rules.verification_certificates import base64url_encode

RESPONSE_BYTES: Final = 1_024
REQUEST_BYTES: Final = {"verify": 1_024, "publish": 8_192, "share": 16_384, "log": 16_384}
"""To which a client pads each request."""
MAX_REQUEST_BYTES: Final = 32_768
MIN_RESPONSE_S: Final = 0.1
"""Seconds that every answer takes: what little the work differs by disappears in it."""


def padded_response(fields: Mapping[str, object], entropy: Callable[[int], bytes], size: int = RESPONSE_BYTES) -> bytes:
    """Returns ``fields`` as JSON of exactly ``size`` bytes, filled up with random letters. Raises ValueError when they are longer."""
    bare = len(json.dumps({**fields, "padding": ""}, separators=(",", ":")))
    missing = size - bare
    if missing < 0:
        raise ValueError("an answer is longer than all answers are")
    filler = base64url_encode(entropy(missing))[:missing]
    return json.dumps({**fields, "padding": filler}, separators=(",", ":")).encode("ascii")
