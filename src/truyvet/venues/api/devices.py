"""A device asks to know its venue, and to let in somebody who has only a phone number."""

from __future__ import annotations

import threading
import time
import uuid
from datetime import UTC, datetime
from typing import Any, Final

from django.core import signing

from truyvet.audit.values import By, Scope
from truyvet.codes.gate_files import write_key
from truyvet.core.local_day import LocalDay
from truyvet.messaging.actions import send_one_time_code
from truyvet.passes.queries import RevocationList, revocation_list
from truyvet.people.actions import check_code
from truyvet.people.rules.one_time_code import CodeOutcome
from truyvet.people.values import CodeSender
from truyvet.venues.api.door import CAPACITY, GateRequestRefused, result_row, submit
from truyvet.venues.api.keyring import KEYRING
from truyvet.venues.api.scan_reader import Sender, scan_of_phone_number
from truyvet.venues.api.schema import TypedCode
from truyvet.venues.queries.gates import gate_file, scanned_by_phone
from truyvet.venues.rules.requirements import gate_policy
from truyvet.venues.rules.scan import GateDevice, GateWay
from truyvet.web import clock

TICKET_SALT: Final = "truyvet.gate.ticket"
REVOKED_LIST_MAX_AGE_S: Final = 10.0
"""Seconds: a thousand gates ask for the same list."""
MAX_PLACE_LENGTH: Final = 30
"""The name of the place in a text message, which has 160 letters in all."""


class RevocationCache:
    """Caches the revocation list, which is made at most once in some seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cached: tuple[float, RevocationList] | None = None

    def get(self, now: datetime) -> RevocationList:
        with self._lock:
            if self._cached is None or time.monotonic() - self._cached[0] > REVOKED_LIST_MAX_AGE_S:
                scope = Scope.system("venues.gate_door", LocalDay.of(now))
                self._cached = (time.monotonic(), revocation_list(scope, now))
            return self._cached[1]

    def forget(self) -> None:
        self._cached = None


REVOKED: Final = RevocationCache()


def describe(device: GateDevice) -> dict[str, Any]:
    """Returns all that the device needs to decide without a network. Raises GateRequestRefused when its gate is gone."""
    now = clock.now()
    scope = Scope.system("venues.gate_door", LocalDay.of(now))
    found = gate_file(scope, device.gate_id)
    if found is None:
        raise GateRequestRefused(401, "unknown_key")
    keys, stopped, policy = KEYRING.keys(), REVOKED.get(now), gate_policy(found.venue_kind)
    return {
        "now": int(now.timestamp()),
        "venue": {
            "code": found.venue_code, "name": found.venue_name, "kind": found.venue_kind, "zone": found.zone, "commune": found.commune,
        },
        "gate": {"label": found.label, "way": found.way, "kind": found.kind},
        "policy": {
            "pass_hours": policy.pass_hours, "card_days": policy.card_days, "card_verdict": policy.card_verdict,
            "paper_verdict": policy.paper_verdict,
        },
        "keys": [write_key(key) for key in keys.sign.values()],
        "seal": write_key(keys.seal.public),
        "revoked": {"at": stopped.at, "tokens": list(stopped.tokens)},
        "entrances": [code.hex() for code, _ in found.entrances],
        "until": int(found.expires_at.timestamp()),
    }  # fmt: skip


def ask_code(device: GateDevice, phone: str, sender: CodeSender) -> dict[str, Any]:
    """Sends a one-time code to a phone number. The answer does not tell whether anybody has it. Raises PhoneInvalid, CodeUndeliverable."""
    now = clock.now()
    by = By(f"gate:{device.gate_id}", "gate", "gate")
    found = gate_file(Scope.system("venues.gate_door", LocalDay.of(now)), device.gate_id)
    place = found.venue_name[:MAX_PLACE_LENGTH] if found else ""
    issued = send_one_time_code(
        by=by,
        now=now,
        real=clock.real_now(),
        event_id=uuid.uuid4(),
        phone=phone,
        template="gate_code",
        language="vi",
        place=place,
        sender=sender,
    )
    # Signed for gates: the ticket of a gate signs nobody in, and that of a sign-in opens no gate.
    ticket = signing.dumps(issued.ticket, salt=TICKET_SALT) if issued.ticket else ""
    return {"ticket": ticket, "wait": issued.wait_seconds}


def try_code(device: GateDevice, typed: TypedCode) -> dict[str, Any]:
    """Tries the code that somebody read out; the right one is a scan of theirs."""
    now = clock.now()
    by = By(f"gate:{device.gate_id}", "gate", "gate")
    try:
        ticket = str(signing.loads(typed.ticket, salt=TICKET_SALT, max_age=3_600))
    except signing.BadSignature:
        return {"outcome": CodeOutcome.EXPIRED.value}
    with CAPACITY.scans(1):  # before the code is used up: a device that is asked to come again can
        checked = check_code(
            by=by, now=now, real=clock.real_now(), ticket=ticket, phone=typed.phone, code=typed.code, birth_year=typed.birth_year
        )
        person = checked.person_id if checked.outcome is CodeOutcome.OK else None
        if checked.outcome is CodeOutcome.SPENT:
            # The answer to this very scan may have been lost.
            person = scanned_by_phone(Scope.system("venues.gate_door", LocalDay.of(now)), device.gate_id, typed.event_id)
        if person is None:
            return {"outcome": checked.outcome.value}
        sent = None if typed.sent_at is None else datetime.fromtimestamp(typed.sent_at, UTC)
        sender = Sender(device, KEYRING.keys(), now, sent)
        result = submit([scan_of_phone_number(typed.event_id, person, typed.at, GateWay(typed.way or device.way), sender)])[0]
    return {"outcome": CodeOutcome.OK.value, "result": result_row(result)}
