"""The key under which a browser keeps what somebody typed and did not save: theirs alone, given to their session, kept nowhere."""

from __future__ import annotations

import base64

from django.http import HttpRequest, HttpResponse, JsonResponse

from truyvet.access.doors import own_door, signed_in
from truyvet.core.encryption import derive_keys

LETTERS_OF_OWNER = 22


@own_door()
def draft_key(request: HttpRequest) -> HttpResponse:
    """``/ban-nhap/khoa/``: {owner, keys}; ``owner`` tells accounts apart on one device, the first key encrypts, each of them decrypts."""
    staff = signed_in(request)
    assert staff is not None
    keys = [base64.b64encode(key).decode("ascii") for key in derive_keys("access.drafts", str(staff.pk))]
    owner = base64.urlsafe_b64encode(derive_keys("access.draft_owner", str(staff.pk))[-1]).decode("ascii")[:LETTERS_OF_OWNER]
    return JsonResponse({"owner": owner, "keys": keys}, headers={"Cache-Control": "no-store"})
