"""Requests a run: who asks, from which case, with which definition of a contact, as of when."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.cases.queries import case_file, visible_codes
from truyvet.core.idempotency import is_same_body, write_once
from truyvet.core.opaque_code import SPOKEN, CodeShape, Entropy, unused_codes
from truyvet.investigations.models import Run
from truyvet.investigations.rules.runs import RunEventConflict, RunRefused
from truyvet.tracing import contact_definition
from truyvet.tracing.contact_definition import DefinitionError

CODE_SHAPE: Final = CodeShape(6, SPOKEN, "TV-")
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
    entropy: Entropy = secrets.token_bytes,
) -> str:
    """Puts a run into the queue and returns its code. The first of ``codes`` is the case it is asked from.

    Raises RunRefused ("no_case", "definition", "as_of", "too_many") or RunEventConflict. The same event again gives the
    same code. ``as_of`` in epoch seconds, now when None.
    """
    reader = require_scope(scope)
    changed = dict(changes or {})
    body = hashlib.sha256(json.dumps([codes, name, changed, as_of], sort_keys=True).encode()).digest()

    def find() -> str | None:
        known = Run.objects.filter(event_id=event_id).values_list("code", "body_hash").first()
        if known is not None and not is_same_body(known[1], body):
            raise RunEventConflict
        return None if known is None else known[0]

    if (known := find()) is not None:
        return known
    try:
        definition = contact_definition.load_definition(name).changed(changed)
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

    def write() -> str:
        (code,) = unused_codes(CODE_SHAPE, 1, lambda drawn: Run.objects.filter(code__in=drawn).values_list("code", flat=True), entropy)
        Run.objects.create(
            code=code, event_id=event_id, body_hash=body, case_id=first.id, codes=list(dict.fromkeys(codes)), definition_name=name,
            definition=definition.as_values(), changes=changed, as_of=seconds if as_of is None else as_of, requested_by_id=reader.staff,
            purpose=f"case:{first.code}", created_at=now,
        )  # fmt: skip
        facts: dict[str, str | int] = {"case": first.code, "cases": len(codes), "definition": name}
        record(by=by, now=now, action="investigations.request_run", subject=f"run:{code}", facts=facts)
        return code

    return write_once(find, write)
