"""Gives a round to a telephone: one sealed bundle, once for each telephone and member."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from truyvet.access.queries import staff_names
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.codes.gate_files import write_key
from truyvet.core.encryption import derive_keys
from truyvet.core.idempotency import IdempotencyConflict, write_once
from truyvet.core.role import Role
from truyvet.core.text_folding import fold
from truyvet.keys.keyring import seal_keys
from truyvet.people.actions import open_identities
from truyvet.people.values import Identity
from truyvet.teams.models import BundleCopy, FieldEntry, Round, Stop, StopPerson
from truyvet.teams.queries.rounds import rounds_to_walk
from truyvet.teams.rules.field_log import EventKind
from truyvet.teams.rules.rounds import MAX_BUNDLE_BYTES, OFFICE_LIFE, ROUND_TRANSITIONS, RoundAbsent, RoundState, TeamRefused

NONCE_BYTES: Final = 12
REPLACED_AT_ONCE: Final = 10
"""Values of one field that the next one replaces (rules.door_entry.MAX_BASE)."""


@dataclass(frozen=True, slots=True, repr=False)
class SealedBundle:
    """What a telephone is given. ``box``: nonce ‖ AES-256-GCM; ``key`` opens it, is made for this round and telephone and kept nowhere.

    The same round gives the same box again, so that a broken download goes on where it broke; ``tag`` names it.
    """

    box: bytes
    key: bytes

    @property
    def tag(self) -> str:
        """What tells this box from one with other contents."""
        return hashlib.sha256(self.box).hexdigest()[:32]


def give_bundle(*, by: By, now: datetime, scope: Scope, event_id: UUID, round_code: str, phone: UUID) -> SealedBundle:
    """Gives a living round to a telephone of one of its team's members; the names in it are opened and recorded.

    The same event again, after a broken answer, gives the round again; another one for the same telephone and member is refused.
    Raises RoundAbsent, TeamRefused ("given", "too_large"), IdempotencyConflict.
    """
    found = next((each for each in rounds_to_walk(scope, now) if each.code == round_code), None)
    member = scope.staff
    if found is None or member is None:
        raise RoundAbsent

    def find() -> BundleCopy | None:
        known = BundleCopy.objects.filter(event_id=event_id).first()
        if known is not None and (known.round_id, known.phone, known.member_id) != (found.pk, phone, member):
            raise IdempotencyConflict(event_id)
        return known

    with transaction.atomic():
        if BundleCopy.objects.filter(round=found, phone=phone, member=member).exclude(event_id=event_id).exists():
            raise TeamRefused("given")
        copy = write_once(find, lambda: BundleCopy.objects.create(round=found, phone=phone, member_id=member, event_id=event_id, at=now))
        if RoundState.GIVEN in ROUND_TRANSITIONS[RoundState(found.state)]:
            Round.objects.filter(pk=found.pk).update(state=RoundState.GIVEN.value)
        persons = list(StopPerson.objects.filter(stop__round=found, has_left=False).order_by("pk"))
        # The round was made for them: its team reads them wherever they are registered.
        reach = Scope.system("teams", scope.on)
        names = open_identities(by=by, now=now, scope=reach, person_ids=[each.person_id for each in persons], purpose=f"round:{round_code}")
        bundle = _bundle(scope, found, persons, names, copy.at) | {"seal": write_key(seal_keys(now).public)}
        told = json.dumps(bundle, ensure_ascii=False, separators=(",", ":")).encode()
        if len(told) > MAX_BUNDLE_BYTES:
            raise TeamRefused("too_large")
        facts = {"doors": len({each.stop_id for each in persons}), "bytes": len(told)}
        record(by=by, now=now, action="teams.give_bundle", subject=f"round:{round_code}", facts=facts)
    key = derive_keys("teams.bundle", f"{round_code} {phone}")[0]
    # Made from what is sealed: equal contents give an equal box, and no nonce ever seals two contents.
    nonce = hmac.new(key, b"nonce" + told, hashlib.sha256).digest()[:NONCE_BYTES]
    return SealedBundle(nonce + AESGCM(key).encrypt(nonce, told, round_code.encode()), key)


def _bundle(scope: Scope, found: Round, persons: list[StopPerson], names: dict[int, Identity], given_at: datetime) -> dict[str, Any]:
    ends = max(found.expires_at, given_at + OFFICE_LIFE) if scope.role == Role.COMMUNE_OFFICER else found.expires_at
    behind: dict[int, list[StopPerson]] = defaultdict(list)
    for each in persons:
        behind[each.stop_id].append(each)
    written = FieldEntry.objects.filter(round=found, kind=EventKind.DIRECTIONS.value).order_by("at", "pk").values_list("stop", "event_id")
    bases: dict[int | None, list[str]] = defaultdict(list)
    for stop_id, event in written:
        bases[stop_id] = [*bases[stop_id], str(event)][-REPLACED_AT_ONCE:]
    return {
        "round": {
            "code": found.code, "hamlet": found.hamlet, "commune": found.commune.name, "team": found.team.name,
            "day": found.day.isoformat(), "expires": int(ends.timestamp()),
        },
        "member": {"id": scope.staff, "name": staff_names(scope, [scope.staff or 0]).get(scope.staff or 0, "")},
        "doors": [
            {
                "code": stop.code, "number": stop.number, "address": stop.address, "directions": stop.directions,
                "base": " ".join(bases[stop.pk]), "reason": stop.reason, "status": stop.status,
                "persons": [_person(each, names[each.person_id]) for each in behind[stop.pk] if each.person_id in names],
            }
            for stop in Stop.objects.filter(round=found).order_by("number")
        ],
    }  # fmt: skip


def _person(row: StopPerson, known: Identity) -> dict[str, Any]:
    return {
        "code": known.code, "name": known.name, "folded": fold(known.name), "year": known.birth_year, "gender": known.gender,
        "phone": known.phones[0] if known.phones else "", "followed": row.is_followed, "declared": row.has_declared,
    }  # fmt: skip
