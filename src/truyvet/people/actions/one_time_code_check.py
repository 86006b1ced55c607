"""Checks a one-time code. The right one signs in the holder of the number, and makes an entry for a number that nobody has."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.change_number import next_change
from truyvet.core.local_day import LocalDay
from truyvet.people.actions.codes import new_code
from truyvet.people.keyed_hash import keyed_hash, same_hash
from truyvet.people.models import OneTimeCode, Person, Phone, WrongTry
from truyvet.people.queries.merges import aliases_in_force
from truyvet.people.rules import merges as alias_rules
from truyvet.people.rules import one_time_code, phones
from truyvet.people.rules.one_time_code import CodeOutcome, NumberHolder
from truyvet.people.rules.phones import PhoneInvalid
from truyvet.people.rules.pseudonyms import Entropy
from truyvet.people.rules.retention_periods import PERSON_DAYS
from truyvet.people.values import CodeCheck


def check_code(
    *,
    by: By,
    now: datetime,
    real: datetime,
    ticket: str,
    phone: str,
    code: str,
    birth_year: int | None = None,
    newly_mine: bool = False,
    entropy: Entropy = secrets.token_bytes,
) -> CodeCheck:
    """Tries ``code`` for ``ticket`` and the number it was asked for. OK names the person, after aliases, and proves the number.

    A number that nobody has makes a nameless entry. A shared number, or one not proved for 90 days, answers ASK_YEAR to a
    right code; a wrong year is a wrong try, unless the reader says that the number is ``newly_mine``: then it is a new
    entry's year, and what was known under the number stays unseen (F13). One wrong year a day for each number, said to be new or not:
    after it no year signs in who had the number before (YEAR_SPENT). The number is kept by the browser: here it is a hash.
    """
    typed = _Try(now, real, _number(phone), birth_year, newly_mine, entropy)
    with transaction.atomic():
        checked, first = _tried(typed, ticket, "".join(code.split()))
        record(
            by=by,
            now=now,
            action="people.first_sign_in" if first else "people.check_code",
            subject=f"person:{checked.code}" if checked.code else "signin",
            facts={"outcome": checked.outcome.value},
        )
    return checked


@dataclass(frozen=True, slots=True)
class _Try:
    """What was typed, and when: ``now`` is the house's time, ``real`` the machine's."""

    now: datetime
    real: datetime
    number: str
    birth_year: int | None
    newly_mine: bool
    entropy: Entropy


def _tried(typed: _Try, ticket: str, code: str) -> tuple[CodeCheck, bool]:
    """Returns the answer, and whether it made a new entry."""
    # The try is taken before the code is looked at, in one conditional statement: two tries at once cost two.
    real = typed.real
    rows = OneTimeCode.objects.filter(ticket_hash=keyed_hash("ticket", ticket))
    allowed = rows.filter(used_at__isnull=True, tries__lt=one_time_code.MAX_CODE_TRIES, expires_at__gt=real).update(tries=F("tries") + 1)
    row = rows.first()
    if row is None:
        return CodeCheck(CodeOutcome.EXPIRED), False
    if not allowed:
        used = row.used_at is not None
        return CodeCheck(one_time_code.code_state(expires=row.expires_at, tries=row.tries, used=used, now=real)), False
    fits = same_hash(row.code_hash, keyed_hash("code", ticket, code))
    if not (same_hash(row.phone_hash, keyed_hash("phone", typed.number)) and fits and row.sent):
        return _wrong(real), False
    holders = _holders(typed.number)
    candidates, year, wrong_at = [candidate for candidate, _ in holders.values()], typed.birth_year, _wrong_year_at(row.phone_hash, real)
    person = one_time_code.person_to_sign_in(candidates, year, real, wrong_at)
    if wrong_at is None and candidates and year is not None and all(each.birth_year != year for each in candidates):
        rows.update(wrong_year_at=(wrong_at := real))
    first = person is None and one_time_code.is_new_holder(candidates, year, typed.newly_mine, wrong_at)
    if first:
        person = _nameless(typed)
    elif person is None and year is not None:
        return _wrong(real, CodeOutcome.YEAR_SPENT if wrong_at else CodeOutcome.WRONG), False
    elif person is None:
        rows.update(tries=F("tries") - 1)  # The code was right: asking for the year costs no try.
        return CodeCheck(CodeOutcome.ASK_YEAR), False
    else:
        Phone.objects.filter(id__in=holders[person][1]).update(verified_at=real)
    rows.update(used_at=real)
    return CodeCheck(CodeOutcome.OK, person, Person.objects.values_list("code", flat=True).get(id=person)), first


def _nameless(typed: _Try) -> int:
    """Returns a new entry of which only the number is known, and the year of birth when it was asked for."""
    row = Person.objects.create(
        code=new_code(Person, typed.entropy),
        name="",
        folded="",
        birth_year=typed.birth_year,
        created_at=typed.now,
        delete_on=LocalDay.of(typed.now) + timedelta(days=PERSON_DAYS),
        change=next_change(),
    )
    Phone.objects.create(person=row, number=typed.number, verified_at=typed.real)
    return row.id


def _wrong(real: datetime, outcome: CodeOutcome = CodeOutcome.WRONG) -> CodeCheck:
    WrongTry.objects.create(at=real)
    return CodeCheck(outcome)


def _wrong_year_at(phone_hash: str, real: datetime) -> datetime | None:
    """Returns when the first wrong year of birth of the last day was typed for a number, whichever code it came with."""
    today = OneTimeCode.objects.filter(phone_hash=phone_hash, wrong_year_at__gt=real - one_time_code.YEAR_WINDOW)
    return today.order_by("wrong_year_at").values_list("wrong_year_at", flat=True).first()


def _holders(number: str) -> dict[int, tuple[NumberHolder, list[int]]]:
    """Returns who has ``number``, by root: an entry merged into another one is not a second person."""
    if connection.vendor == "postgresql":
        # Two codes of one number typed at one moment would each make an entry; SQLite has one writer at a time.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [keyed_hash("phone", number)])
    aliases = aliases_in_force()
    found: dict[int, tuple[list[datetime], list[int]]] = {}
    for phone, person, verified in Phone.objects.filter(number=number).values_list("id", "person_id", "verified_at"):
        proofs, ids = found.setdefault(alias_rules.root(aliases, person), ([], []))
        ids.append(phone)
        if verified is not None:
            proofs.append(verified)
    years = dict(Person.objects.filter(id__in=found).values_list("id", "birth_year"))
    return {person: (NumberHolder(person, years[person], max(proofs, default=None)), ids) for person, (proofs, ids) in found.items()}


def _number(phone: str) -> str:
    try:
        return phones.normalise(phone)
    except PhoneInvalid:
        return ""
