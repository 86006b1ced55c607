"""Requests a run: who asks, from which case, with which definition of a contact, as of when."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, need
from truyvet.cases.queries import case_file, visible_codes
from truyvet.investigations.models import Run
from truyvet.investigations.rules.runs import RunEventConflict, RunRefused
from truyvet.tracing import contact_definition
from truyvet.tracing.contact_definition import DefinitionError

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
MAX_CASES_PER_RUN = 5_000


def request_run(
    *,
    by: By,
    now: datetime,
    scope: Scope,
    event_id: UUID,
    codes: tuple[str, ...],
    name: str,
    changes: Mapping[str, str] | None = None,
    as_of: int | None = None,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> str:
    """Puts a run into the queue and returns its code. The first of ``codes`` is the case it is asked from.

    Raises RunRefused ("no_case", "definition", "as_of", "too_many") or EventConflict. The same event again gives the
    same code. ``as_of`` in epoch seconds, now when None.
    """
    reader = need(scope)
    changed = dict(changes or {})
    body = hashlib.sha256(json.dumps([codes, name, changed, as_of], sort_keys=True).encode()).digest()
    known = Run.objects.filter(event_id=event_id).values_list("code", "body_hash").first()
    if known is not None:
        if bytes(known[1]) != body:
            raise RunEventConflict
        return str(known[0])
    try:
        meaning = contact_definition.load_definition(name).changed(changed)
    except DefinitionError as error:
        raise RunRefused("definition") from error
    seconds = int(now.timestamp())
    if as_of is not None and not 0 < as_of <= seconds:
        raise RunRefused("as_of")
    if not codes or len(codes) > MAX_CASES_PER_RUN:
        raise RunRefused("too_many" if codes else "no_case")
    if visible_codes(reader, codes) != set(codes):
        raise RunRefused("no_case")
    first = case_file(reader, codes[0])
    assert first is not None
    code = "TV-" + "".join(ALPHABET[byte % len(ALPHABET)] for byte in entropy(6))
    try:
        with transaction.atomic():
            Run.objects.create(
                code=code, event_id=event_id, body_hash=body, case_id=first.id, codes=list(dict.fromkeys(codes)), definition_name=name,
                definition=meaning.as_values(), changes=changed, as_of=seconds if as_of is None else as_of, requested_by_id=reader.staff,
                purpose=f"case:{first.code}", created_at=now,
            )  # fmt: skip
            record(
                by=by,
                now=now,
                action="investigations.request_run",
                subject=f"run:{code}",
                facts={"case": first.code, "cases": len(codes), "definition": name},
            )
    except IntegrityError:  # the same event from another process in the same moment
        return request_run(
            by=by, now=now, scope=scope, event_id=event_id, codes=codes, name=name, changes=changes, as_of=as_of, entropy=entropy
        )
    return code
