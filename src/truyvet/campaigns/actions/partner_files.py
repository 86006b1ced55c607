"""Hands a part of a frozen audience to a partner as a sealed file, and takes the partner's receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.partners import PARTNER_CODE
from truyvet.campaigns.models import Campaign, Partner, PartnerFile, Recipient
from truyvet.campaigns.queries.campaigns import audience_scope, campaigns_in_scope, words_of
from truyvet.campaigns.rules.campaign_state import (
    PARTNER_RECEIPTS,
    CampaignAbsent,
    CampaignChannel,
    CampaignState,
    RecipientState,
    after_receipt,
)
from truyvet.campaigns.rules.pace import sending_figures
from truyvet.campaigns.rules.partner import PartnerRefused, read_certificate, sealed_file
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import unused_codes
from truyvet.messaging.queries import stopped_numbers
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.queries import addressees, numbers_of_phones


@dataclass(frozen=True, slots=True, repr=False)
class PartnerReceipt:
    """What a partner reports of one number. No readable repr. ``phone`` in E.164, ``status`` a key of PARTNER_RECEIPTS."""

    file: str
    phone: str
    status: str


@transaction.atomic
def hand_partner_file(*, by: By, now: datetime, scope: Scope, code: str, partner_code: str) -> str:
    """Marks the next recipients of a campaign as handed to a partner, and returns the code of the file that holds them.

    No more than those at the telephone can answer within the campaign's hours of a day. Who has said STOP or taken the consent back
    since the freeze is withheld; the held-back share never waits, so it is in no file. Raises CampaignAbsent, PartnerRefused.
    """
    row = campaigns_in_scope(scope).select_for_update(of=("self",)).select_related("unit").filter(code=code).first()
    if row is None or by.staff is None:
        raise CampaignAbsent
    partner = Partner.objects.filter(code=partner_code, ended_at__isnull=True).exclude(certificate="").first()
    if partner is None:
        raise PartnerRefused("partner_unknown")
    read_certificate(partner.certificate, now)
    if row.state != CampaignState.RUNNING.value or row.channels != CampaignChannel.PARTNER:
        raise PartnerRefused("not_running")
    chosen = _next_recipients(row, now)
    reader = audience_scope(row, now)
    numbers = numbers_of_phones(reader, [each.phone_id for each in chosen if each.phone_id])
    stopped = stopped_numbers(reader, set(numbers.values()), now)
    persons = Recipient.objects.filter(pk__in=[each.pk for each in chosen]).values("person")
    agreed = {each["person_id"] for each in addressees(reader, persons, seed=row.seed, needs_consent=True)}
    (file_code,) = unused_codes(PARTNER_CODE, 1, lambda drawn: PartnerFile.objects.filter(code__in=drawn).values_list("code", flat=True))
    for each in chosen:
        number = numbers.get(each.phone_id or 0)
        if number is None:
            each.state = RecipientState.FAILED.value
        elif number in stopped or each.person_id not in agreed:
            each.state = RecipientState.WITHHELD.value
        else:
            each.state, each.queued_at = RecipientState.HANDED.value, now
    handed = [each for each in chosen if each.state == RecipientState.HANDED.value]
    if not chosen:
        raise PartnerRefused("nobody_now")
    file = PartnerFile.objects.create(code=file_code, campaign=row, partner=partner, made_by_id=by.staff, made_at=now, rows=len(handed))
    for each in handed:
        each.file = file
    Recipient.objects.bulk_update(chosen, ["state", "queued_at", "file"], batch_size=1_000)
    facts: dict[str, int | str] = {"rows": len(handed), "withheld": len(chosen) - len(handed), "partner": partner.code}
    record(by=by, now=now, action="campaigns.hand_partner_file", subject=f"campaign:{row.code}", facts=facts)
    return file_code


def _next_recipients(row: Campaign, now: datetime) -> list[Recipient]:
    today = LocalDay.of(now).start
    handed = row.recipients.filter(queued_at__gte=today).count()
    most = sending_figures().per_hour(row.operators) * (row.hour_until - row.hour_from) - handed
    elsewhere = Recipient.objects.filter(number_form=OuterRef("number_form"), queued_at__gte=today)
    waiting = row.recipients.filter(~Exists(elsewhere), state=RecipientState.WAITING.value)
    return list(waiting.order_by("pk")[: max(0, most)])


@transaction.atomic
def seal_partner_file(*, by: By, now: datetime, scope: Scope, code: str) -> bytes:
    """Returns the sealed file of telephone and text, in an order that is the file's own mark. Raises CampaignAbsent, PartnerRefused."""
    file = PartnerFile.objects.select_related("partner", "campaign__unit").filter(code=code).first()
    if file is None or not campaigns_in_scope(scope).filter(pk=file.campaign_id).exists():
        raise CampaignAbsent
    words = words_of(scope, file.campaign.template, file.campaign.phone)
    if words is None or file.partner.ended_at is not None:
        raise PartnerRefused("partner_unknown")
    if file.campaign.state not in (CampaignState.RUNNING.value, CampaignState.DONE.value):
        raise PartnerRefused("not_running")
    numbers = sorted(_numbers_still_agreed(file, now), key=lambda number: keyed_hash("partner_file", f"{file.code}:{number}"))
    sealed = sealed_file([(number, words[0]) for number in numbers], read_certificate(file.partner.certificate, now))
    record(by=by, now=now, action="campaigns.seal_partner_file", subject=f"file:{file.code}", facts={"rows": len(numbers)})
    return sealed


def _numbers_still_agreed(file: PartnerFile, now: datetime) -> list[str]:
    """Returns the numbers of those who have not said STOP or taken their consent back since they were handed; the others are withheld."""
    found, reader = _numbers_of(file, now), audience_scope(file.campaign, now)
    stopped = stopped_numbers(reader, set(found), now)
    agreed = {
        each["person_id"] for each in addressees(reader, file.recipients.values("person"), seed=file.campaign.seed, needs_consent=True)
    }
    persons = dict(file.recipients.values_list("pk", "person_id"))
    gone = [row for number, row in found.items() if number in stopped or persons[row] not in agreed]
    Recipient.objects.filter(pk__in=gone, state=RecipientState.HANDED.value).update(state=RecipientState.WITHHELD.value)
    return [number for number, row in found.items() if row not in set(gone)]


def _numbers_of(file: PartnerFile, now: datetime) -> dict[str, int]:
    rows = dict(file.recipients.filter(phone__isnull=False).values_list("phone_id", "pk"))
    numbers = numbers_of_phones(audience_scope(file.campaign, now), [phone for phone in rows if phone])
    return {number: rows[phone] for phone, number in numbers.items()}


@transaction.atomic
def record_partner_receipts(*, by: By, now: datetime, entries: Sequence[PartnerReceipt]) -> tuple[int, int, tuple[tuple[int, str], ...]]:
    """Notes what partners report and returns (accepted, duplicate, rejects as (place, column)). The first decision stands."""
    files = {row.code: row for row in PartnerFile.objects.select_related("campaign__unit").filter(code__in={each.file for each in entries})}
    numbers = {code: _numbers_of(file, now) for code, file in files.items()}
    wanted = [numbers[each.file][each.phone] for each in entries if each.phone in numbers.get(each.file, ())]
    rows = {row.pk: row for row in Recipient.objects.select_for_update().filter(pk__in=wanted)}
    accepted = duplicate = 0
    rejects: list[tuple[int, str]] = []
    for place, each in enumerate(entries):
        recipient = rows.get(numbers.get(each.file, {}).get(each.phone, 0))
        if recipient is None:
            rejects.append((place, "phone" if each.file in files else "file"))
            continue
        told = PARTNER_RECEIPTS[each.status]
        after = after_receipt(RecipientState(recipient.state), told)
        if after is not None:
            recipient.state = after.value
            accepted += 1
        elif recipient.state == told.value:
            duplicate += 1
        else:
            rejects.append((place, "status"))
    Recipient.objects.bulk_update(rows.values(), ["state"], batch_size=1_000)
    facts = {"accepted": accepted, "duplicate": duplicate, "rejected": len(rejects)}
    record(by=by, now=now, action="campaigns.partner_receipts", subject=f"files:{len(files)}", facts=facts)
    return accepted, duplicate, tuple(rejects)
