"""The one-time code that signs a citizen in. ``real`` is real time: these rows never see the demonstration's clock.

An unknown number runs through the same statements as a known one, so neither the answer nor its time tells which.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.people.keyed import keyed_hash, same
from truyvet.people.models import OneTimeCode, Person, Phone, WrongTry
from truyvet.people.queries.aliases import active_aliases
from truyvet.people.rules import aliases as alias_rules
from truyvet.people.rules import onetime, phones
from truyvet.people.rules.onetime import Candidate, Outcome
from truyvet.people.rules.phones import PhoneInvalid
from truyvet.people.rules.pseudonyms import Entropy
from truyvet.people.values import Checked, Issued


def issue_code(*, by: By, now: datetime, real: datetime, phone: str, entropy: Entropy = secrets.token_bytes) -> Issued:
    """Make a one-time code for ``phone``, in any spelling. Raises PhoneInvalid.

    The caller keeps ``ticket`` in the browser that asked and, in the same transaction, hands ``code`` to messaging
    (when it is None, a withheld message: the same statements for a number that nobody has).
    """
    number = phones.normalise(phone)
    hashed = keyed_hash("phone", number)
    with transaction.atomic():
        day = list(
            OneTimeCode.objects.filter(phone_hash=hashed, asked_at__gt=real - timedelta(days=1)).values_list(
                "asked_at", flat=True
            )
        )
        wait = onetime.wait_seconds(day, real)
        issued = Issued("", number, None, wait, None) if wait else _issued(number, hashed, len(day), real, entropy)
        record(
            by=by,
            now=now,
            action="people.issue_code",
            subject="signin",
            facts={"issued": not wait, "sent": issued.code is not None},
        )
    return issued


def check_code(
    *,
    by: By,
    now: datetime,
    real: datetime,
    ticket: str,
    phone: str,
    code: str,
    birth_year: int | None = None,
) -> Checked:
    """Try ``code`` for ``ticket`` and the number it was asked for. OK names the person, after aliases.

    A shared number, or one not proved for 90 days, answers ASK_YEAR to a right code; a wrong year is a wrong try.
    The number is kept by the browser, since here it is only a hash. OK proves the number for that person.
    """
    with transaction.atomic():
        checked = _tried(real, ticket, phone, "".join(code.split()), birth_year)
        record(
            by=by,
            now=now,
            action="people.check_code",
            subject=f"person:{checked.code}" if checked.code else "signin",
            facts={"outcome": checked.outcome.value},
        )
    return checked


def sign_out(*, by: By, now: datetime, code: str) -> None:
    """Note that the citizen ``code`` signed out; the door ends the session."""
    with transaction.atomic():
        record(by=by, now=now, action="people.sign_out", subject=f"person:{code}")


def _issued(number: str, hashed: str, today: int, real: datetime, entropy: Entropy) -> Issued:
    known = Phone.objects.filter(number=number).exists()
    sent_to_all = OneTimeCode.objects.filter(sent=True, asked_at__gt=real - onetime.BUDGET_WINDOW).count()
    wrong = WrongTry.objects.filter(at__gt=real - onetime.ATTACK_WINDOW).count()
    code = onetime.make(onetime.digits(wrong), entropy)
    ticket = entropy(24).hex()
    send = onetime.may_send(sent_to_all=sent_to_all, sent_to_this=today) and known
    expires = real + onetime.VALID_FOR
    OneTimeCode.objects.create(
        ticket_hash=keyed_hash("ticket", ticket),
        phone_hash=hashed,
        code_hash=keyed_hash("code", ticket, code),
        asked_at=real,
        expires_at=expires,
        sent=send,
    )
    return Issued(ticket, number, code if send else None, 0, expires)


def _tried(real: datetime, ticket: str, phone: str, code: str, birth_year: int | None) -> Checked:
    # The try is taken before the code is looked at, in one conditional statement: two tries at once cost two.
    hashed = keyed_hash("ticket", ticket)
    rows = OneTimeCode.objects.filter(ticket_hash=hashed)
    allowed = rows.filter(used_at__isnull=True, tries__lt=onetime.TRIES, expires_at__gt=real).update(
        tries=F("tries") + 1
    )
    row = rows.first()
    if row is None:
        return Checked(Outcome.EXPIRED)
    if not allowed:
        used = row.used_at is not None
        return Checked(onetime.standing(expires=row.expires_at, tries=row.tries, used=used, now=real))
    try:
        number = phones.normalise(phone)
    except PhoneInvalid:
        number = ""
    fits = same(row.code_hash, keyed_hash("code", ticket, code))
    if not (same(row.phone_hash, keyed_hash("phone", number)) and fits and row.sent):
        return _wrong(real)
    holders = _holders(number)
    person = onetime.whose([candidate for candidate, _ in holders.values()], birth_year, real)
    if person is None:
        if birth_year is not None:
            return _wrong(real)
        rows.update(tries=F("tries") - 1)  # The code was right: asking for the year costs no try.
        return Checked(Outcome.ASK_YEAR)
    rows.update(used_at=real)
    Phone.objects.filter(id__in=holders[person][1]).update(verified_at=real)
    return Checked(Outcome.OK, person, Person.objects.values_list("code", flat=True).get(id=person))


def _wrong(real: datetime) -> Checked:
    WrongTry.objects.create(at=real)
    return Checked(Outcome.WRONG)


def _holders(number: str) -> dict[int, tuple[Candidate, list[int]]]:
    """Who has ``number``, by root: an entry merged into another one is not a second person."""
    aliases = active_aliases()
    found: dict[int, tuple[list[datetime], list[int]]] = {}
    for phone, person, verified in Phone.objects.filter(number=number).values_list("id", "person_id", "verified_at"):
        proofs, ids = found.setdefault(alias_rules.root(aliases, person), ([], []))
        ids.append(phone)
        if verified is not None:
            proofs.append(verified)
    years = dict(Person.objects.filter(id__in=found).values_list("id", "birth_year"))
    return {
        person: (Candidate(person, years[person], max(proofs, default=None)), ids)
        for person, (proofs, ids) in found.items()
    }
