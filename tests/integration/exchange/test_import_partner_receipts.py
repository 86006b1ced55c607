"""A campaign through a partner: only its key opens the file, nobody who said STOP or is held back is in it, receipts add up."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from tests.integration.campaigns.crowd import numbers, residents
from tests.integration.campaigns.test_campaigns import made_and_approved
from tests.integration.exchange.command_result import ImportCommand

from truyvet.audit.values import By
from truyvet.campaigns.jobs.campaigns import run_campaigns
from truyvet.campaigns.models import Campaign, Partner, PartnerFile, Recipient
from truyvet.campaigns.rules.campaign_state import RecipientState, after_receipt
from truyvet.campaigns.rules.partner import PartnerRefused, read_certificate
from truyvet.messaging.actions import stop_messages
from truyvet.messaging.models import Message, OptOutSource

if TYPE_CHECKING:
    from django.test import Client

    from truyvet.access.models import Staff


def certificate(now: datetime, key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Doi tac")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    signed = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9)).sign(key, hashes.SHA256())
    return signed.public_bytes(Encoding.PEM).decode()


def test_the_first_receipt_stands_and_a_doubt_may_end(now: datetime) -> None:
    handed, reached, unknown = RecipientState.HANDED, RecipientState.REACHED, RecipientState.UNKNOWN
    assert after_receipt(handed, unknown) is unknown and after_receipt(unknown, reached) is reached
    assert after_receipt(reached, RecipientState.FAILED) is None and after_receipt(unknown, unknown) is None
    with pytest.raises(PartnerRefused, match="certificate"):
        read_certificate("x", now)


@pytest.mark.db
def test_a_file_holds_whom_it_may_only_its_key_opens_it_and_receipts_add_up(
    units: dict[str, int], staff: Callable[..., Staff], client_for: Callable[..., Client], house_clock: datetime,
    run_import: ImportCommand, table: Callable[..., Path],
) -> None:  # fmt: skip
    now, key = house_clock, rsa.generate_private_key(65537, 2048)
    people = residents(units["07783"], numbers(0, 40), now)
    row = made_and_approved(units, staff, now, channels=("partner",), operators=1, hour_until=24)
    run_campaigns(now)
    assert not Message.objects.exists()
    stop_messages(by=By.system("t"), now=now, number=numbers(0, 1)[0], source=OptOutSource.PAGE)
    Recipient.objects.filter(person=people[0]).update(state="waiting")
    office = client_for("province_officer", "24")
    office.post("/doi-tac/", {"name": "Điện lực Ví Dụ", "certificate": certificate(now, key)})
    page, partner = f"/dot-nhan-tin/{row.code}/", Partner.objects.get().code
    assert client_for("information_department", "24").post(f"{page}giao-tep/", {"partner": partner}).status_code == 403
    office.post(f"{page}giao-tep/", {"partner": partner})
    file, held = PartnerFile.objects.get(), Recipient.objects.filter(state="held_back").count()
    assert Recipient.objects.get(person=people[0]).state == "withheld" and file.rows == 40 - 1 - held
    sealed = office.post(f"/tep-doi-tac/{file.code}/").content
    opened = pkcs7.pkcs7_decrypt_der(sealed, x509.load_pem_x509_certificate(Partner.objects.get().certificate.encode()), key, [])
    lines = list(csv.reader(io.StringIO(opened.decode())))
    told, kept = {line[0] for line in lines[1:]}, Recipient.objects.filter(state="handed").select_related("phone")
    assert lines[0] == ["phone", "text"] and told == {each.phone.number for each in kept if each.phone} and len(lines) - 1 == file.rows
    assert numbers(0, 1)[0] not in told and "19009095" in lines[1][1] and sealed.count(lines[1][0].encode()) == 0
    late = numbers(0, 3)[2] if numbers(0, 3)[2] in told else sorted(told)[-1]
    stop_messages(by=By.system("t"), now=now, number=late, source=OptOutSource.PAGE)
    again = office.post(f"/tep-doi-tac/{file.code}/").content
    opened = pkcs7.pkcs7_decrypt_der(again, x509.load_pem_x509_certificate(Partner.objects.get().certificate.encode()), key, [])
    assert late not in opened.decode() and Recipient.objects.filter(state="withheld").count() == 2, "STOP reaches the next download"
    Campaign.objects.update(state="paused")
    assert office.post(f"/tep-doi-tac/{file.code}/").headers["Content-Type"] != "application/pkcs7-mime"
    Campaign.objects.update(state="running")
    phones = sorted(told - {late})
    receipts = [(file.code, phones[0], "delivered"), (file.code, phones[1], "failed"), (file.code, phones[2], "unknown")]
    bad = [(file.code, numbers(0, 1)[0], "failed"), (file.code, phones[0], "failed"), ("XXXXXXXX", phones[3], "failed")]
    assert run_import("partner-receipts", table("kq.csv", "file,phone,status", [*receipts, *bad])).counts == (6, 3, 3, 0)
    assert run_import("partner-receipts", table("lai.csv", "file,phone,status", receipts)).counts == (3, 0, 0, 3)
    shown = office.get(page).content.decode()
    assert f"đã nhận 1, không nhận được 1, không rõ 1, chưa có kết quả {file.rows - 4}" in shown
    office.post(f"{page}giao-tep/", {"partner": partner})
    assert PartnerFile.objects.count() == 1  # nobody waits
