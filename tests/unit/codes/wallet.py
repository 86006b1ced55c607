"""One of everything: an issuer, a phone, and the codes that they make at NOW."""

from __future__ import annotations

from typing import Final

from tests.vectors.make_codes import DAY, HOUR, NOW, SITE, key, token

from truyvet.codes import code_tokens
from truyvet.codes.code_reader import CodeAnswer, read_code
from truyvet.codes.cose_sign1 import Signer, point

ISSUER: Final = Signer.of(key(0x1111))
PHONE: Final = key(0x2222)
OTHER: Final = key(0x3333)
KEYS: Final = {ISSUER.kid: ISSUER.key.public_key()}
BODY: Final = code_tokens.make_pass(
    token=token(7), issued=NOW - HOUR, expires=NOW + 23 * HOUR, declared=NOW - HOUR, phone=point(PHONE.public_key()), signer=ISSUER
)
PASS: Final = code_tokens.show_pass(BODY, NOW, PHONE)
CARD: Final = code_tokens.make_card(token=token(8), issued=NOW - HOUR, expires=NOW + 30 * DAY, declared=NOW - HOUR, signer=ISSUER)
POSTER: Final = code_tokens.make_venue(code_id=token(9), issued=NOW - HOUR, expires=None, signer=ISSUER, site=SITE)
SCREEN: Final = code_tokens.make_venue(code_id=token(9), issued=NOW, expires=NOW + 60, signer=ISSUER, site=SITE)


def at_gate(text: str, **options: object) -> CodeAnswer:
    """``read_code`` as a gate with the issuer's key asks it at NOW."""
    return read_code(text, **{"now": NOW, "keys": KEYS, **options})  # type: ignore[arg-type]
