"""From a code to a signed file: once, with these keys alone, and never before a key has lost its use."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.test import Client
from tests.integration.devices.conftest import API, Phone, Station

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By
from truyvet.devices.actions import KeyUploadRefused, UploadCodeRefused, publish_due_keys, publish_keys, verify_upload_code
from truyvet.devices.actions.key_files import path_of
from truyvet.devices.models import DiagnosisKey, KeyFile, KeyOwner, UploadCode
from truyvet.devices.rules import upload_codes
from truyvet.proximity import key_file
from truyvet.proximity.diagnosis_keys import UploadedKey, keys_hmac
from truyvet.proximity.rolling_identifiers import TemporaryExposureKey, first_interval_of_day

pytestmark = pytest.mark.db
BY = By.system("test")


def files() -> list[dict[str, Any]]:
    """What a phone fetches: every key of every file in the index, its signature checked."""
    client = Client()
    key: Any = load_pem_public_key(client.get(API + "key.pem").content)
    found = []
    for line in client.get(API + "index.txt").content.decode("ascii").splitlines():
        answer = client.get(API + line)
        opened = key_file.read(b"".join(answer.streaming_content), key)
        assert opened.signed
        found += opened.keys
    return found


def test_a_code_publishes_the_keys_of_past_days_and_says_what_waits(station: Station, phone: Phone) -> None:
    answer = phone.upload(upload_codes.spaced_code(station.code()).lower())
    said = answer.json()
    # It is 08:00 in Vietnam: yesterday's key ended an hour ago and is believed for one more.
    assert (answer.status_code, said["taken"], said["waiting"]) == (200, 3, 2)
    assert said["until"] == phone.keys[0].key.ends_at + 7_200
    assert station.publish_due() == 1
    published = {row["key_data"]: row for row in files()}
    assert len(published) == 10
    today, yesterday, before = (each.key for each in phone.keys)
    row = published[before.key_data]
    assert (row["rolling_start_interval_number"], row["report_type"], row["transmission_risk_level"]) == (
        before.rolling_start_interval_number,
        1,
        3,
    )
    assert row["days_since_onset_of_symptoms"] == -1, "onset was on 30 May"
    assert not {today.key_data, yesterday.key_data} & published.keys()
    later = datetime.fromtimestamp(said["until"], tz=station.now.tzinfo)
    assert station.publish_due(later - timedelta(seconds=1)) == 1
    assert today.key_data not in {row["key_data"] for row in files()}
    assert station.publish_due(later) == 1
    assert {each.key.key_data for each in phone.keys} <= {row["key_data"] for row in files()}


def test_a_code_works_once_and_for_a_day(station: Station, phone: Phone) -> None:
    code = station.code()
    assert phone.verify(code).status_code == 200
    again = phone.verify(code)
    assert (again.status_code, again.json()["error"]) == (422, "refused")
    old = station.code(now=station.now - timedelta(hours=24))
    unknown = upload_codes.new_code(lambda size: b"never given"[:size])
    wrong = station.code(kind="log")
    mistyped = unknown[:-1] + ("0" if unknown[-1] != "0" else "1")
    answers = [phone.verify(each) for each in (old, unknown, wrong, mistyped)]
    assert {(each.status_code, each.json()["error"], len(each.content)) for each in answers} == {(422, "refused", 1_024)}
    assert UploadCode.objects.get(kind="log").used_at is None


def test_a_new_code_ends_the_one_before(station: Station, phone: Phone) -> None:
    first, second = station.code(), station.code()
    assert phone.verify(first).status_code == 422
    assert phone.verify(second).status_code == 200


def test_who_may_be_given_a_code(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UploadCodeRefused, match="no_case"):
        station.code(case_code="BG-9999")
    with pytest.raises(UploadCodeRefused, match="not_a_contact"):
        station.code("recursive", contact=station.side.people["neighbour"])
    patient = station.side.case
    station.made.fall_ill(station.side, part="neighbour", stands=False)
    with pytest.raises(UploadCodeRefused, match="not_confirmed"):
        station.code(case_code=station.side.case)
    monkeypatch.setattr(upload_codes, "MAX_CODES_PER_ISSUER", 2)
    station.code(case_code=patient)
    station.code(case_code=patient)
    with pytest.raises(UploadCodeRefused, match="too_many"):
        station.code(case_code=patient)
    station.code(case_code=patient, now=station.now + timedelta(days=1, seconds=1))


def test_nothing_ties_a_key_to_anybody(station: Station, phone: Phone) -> None:
    phone.upload(station.code())
    names = {field.name for field in DiagnosisKey._meta.get_fields()}
    assert names == {
        "key", "rolling_start_interval_number", "rolling_period", "transmission_risk_level", "report_type", "days_since_onset",
        "public_from", "batch", "delete_on",
    }  # fmt: skip
    assert not any(field.is_relation for field in DiagnosisKey._meta.get_fields())
    row = AuditRow.objects.get(action="devices.publish")
    assert (row.subject, row.facts, row.actor) == ("keys", {}, "system:phones")
    assert not KeyOwner.objects.exists()
    whole = json.dumps(list(AuditRow.objects.filter(action__startswith="devices.").values("subject", "facts")))
    assert not [each for each in phone.keys if each.key.key_data.hex() in whole]


def test_no_key_is_given_out_while_it_could_be_used(station: Station) -> None:
    """T3: uploads at every ten minutes of a UTC day around 07:00 in Vietnam; each file holds only keys that no phone believes."""
    turn = datetime(2021, 5, 31, 0, 0, tzinfo=station.now.tzinfo)
    exported = 0
    for minute in range(-720, 730, 10):
        now = turn + timedelta(minutes=minute)
        begins = first_interval_of_day(int(now.timestamp()))
        keys = [UploadedKey(TemporaryExposureKey(os.urandom(16), begins - 144 * place)) for place in range(3)]
        made = verify_upload_code(by=BY, now=now, code=station.code(now=now), tekmac=keys_hmac(keys, bytes(16)))
        publish_keys(by=BY, now=now, certificate=made.certificate, keys=keys, secret=bytes(16))
        for hours in (0, 1, 2, 13, 14, 26):
            moment = now + timedelta(hours=hours)
            publish_due_keys(by=BY, now=moment, every=0, least=1)
            for row in DiagnosisKey.objects.filter(batch__isnull=False):
                # The last id of a key is believed until two hours after its interval.
                assert moment.timestamp() >= (row.rolling_start_interval_number + row.rolling_period - 1 + 1) * 600 + 7_200
                exported += 1
        assert not DiagnosisKey.objects.filter(batch__isnull=True).exists()
        DiagnosisKey.objects.all().delete()
    assert exported > 145 * 3 * 2


def test_files(station: Station, phone: Phone, settings: Any) -> None:
    phone.upload(station.code())
    assert publish_due_keys(by=BY, now=station.now) == 1
    made = KeyFile.objects.get()
    assert (made.batch, made.count) == (1, 1_000)
    assert stat.S_IMODE(path_of(1).stat().st_mode) == 0o600 and stat.S_IMODE(path_of(1).parent.stat().st_mode) == 0o700
    other = Phone(station.now, today=False)
    other.upload(station.code())
    assert publish_due_keys(by=BY, now=station.now + timedelta(seconds=599 - 3_600 % 600)) == 0, "the window of the last file still runs"
    assert publish_due_keys(by=BY, now=station.now + timedelta(seconds=600)) == 1
    client = Client()
    index = client.get(API + "index.txt")
    assert index.content == b"files/1.zip\nfiles/2.zip\n" and index["Content-Type"].startswith("text/plain")
    answer = client.get(API + "files/2.zip")
    assert answer["Content-Type"] == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist() == ["export.bin", "export.sig"]
    assert client.get(API + "files/2.zip", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(API + "files/3.zip").status_code == 404
    # Another machine gives it out too, though it lies in the home of the worker that made it.
    made_there = path_of(2).read_bytes()
    path_of(2).unlink()
    assert client.get(API + "files/2.zip").content == made_there
    one, two = KeyFile.objects.order_by("batch")
    assert (one.end, two.end - two.start) == (two.start, 600)


def test_a_crowd_of_keys_goes_into_several_files(station: Station) -> None:
    phones = [Phone(station.now, days=5, today=False) for _ in range(3)]
    for each in phones:
        each.upload(station.code())
    assert publish_due_keys(by=BY, now=station.now, most=5, least=4) == 3
    assert [row.count for row in KeyFile.objects.order_by("batch")] == [4, 4, 4], "shared out evenly: none needs drawn keys"
    assert {each.key.key_data for one in phones for each in one.keys[1:]} == {row["key_data"] for row in files()}


def test_every_bit_of_a_file_counts(station: Station, phone: Phone) -> None:
    """T7: any changed byte of what is signed, or of the signature, and the file is not believed."""
    phone.upload(station.code())
    station.publish_due()
    public: Any = load_pem_public_key(Client().get(API + "key.pem").content)
    with zipfile.ZipFile(path_of(1)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, body in parts.items():
        for place in range(len(body)):
            changed = io.BytesIO()
            with zipfile.ZipFile(changed, "w") as archive:
                for each, data in parts.items():
                    archive.writestr(
                        each, data if each != name else body[:place] + bytes([body[place] ^ 1 << place % 8]) + body[place + 1 :]
                    )
            try:
                believed = key_file.read(changed.getvalue(), public).signed
            except ValueError:
                believed = False
            assert not believed, (name, place)


def test_the_same_key_twice_is_one_and_changes_no_owner(station: Station, phone: Phone) -> None:
    phone.upload(station.code())
    again = replace(phone)
    consent = {"version": "1", "language": "vi"}
    answer = again.upload(station.code(), link=consent)
    assert answer.json()["taken"] == 3
    assert DiagnosisKey.objects.count() == 3
    assert KeyOwner.objects.count() == 0, "a public key may be handed in by anybody"
    other = Phone(station.now)
    other.upload(station.code(), link=consent)
    assert KeyOwner.objects.count() == 3
    other = Phone(station.now)
    other.upload(station.code(), link={"version": "0", "language": "vi"})
    assert KeyOwner.objects.count() == 3, "nobody agreed to a text that is not in force"


def test_keys_go_after_a_fortnight_and_files_with_them(station: Station, phone: Phone) -> None:
    from truyvet.devices.retention import RULES

    phone.upload(station.code())
    station.publish_due()
    kept = {rule.table: rule.purge for rule in RULES}
    day = timedelta(days=1)
    assert kept["DiagnosisKey"](station.now + 12 * day) == 0
    # The key of 29 May ended on 30 May at 07:00 in Vietnam.
    assert kept["DiagnosisKey"](station.now + 13 * day) == 1
    assert kept["KeyFile"](station.now + 13 * day) == 0 and path_of(1).is_file()
    assert kept["KeyFile"](station.now + 14 * day) == 1 and not path_of(1).exists()
    assert kept["KeyFile"](station.now + 14 * day) == 0, "once"
    assert files() == []
    assert kept["UploadCode"](station.now + 2 * day) == 0
    assert kept["UploadCode"](station.now + 3 * day) == 1
    assert kept["UsedCertificate"](station.now + day) == 1
    assert {name: purge(station.now + 100 * day) for name, purge in kept.items() if name != "DiagnosisKey"}.keys()
    assert not UploadCode.objects.exists()


def test_the_next_file_goes_on_where_the_last_one_ended(station: Station, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    from truyvet.devices.retention import RULES

    (purge,) = (rule.purge for rule in RULES if rule.table == "KeyFile")
    phone.upload(station.code())
    station.publish_due()
    end = KeyFile.objects.get().end
    later = station.now + timedelta(days=20)
    assert purge(later) == 1
    assert Client().get(API + "files/1.zip").status_code == 404
    monkeypatch.setattr("truyvet.web.clock.now", lambda: later)
    Phone(later).upload(station.code(now=later))
    assert station.publish_due(later) == 1
    assert Client().get(API + "index.txt").content == b"files/2.zip\n", "a phone that knows file 1 takes this one"
    assert KeyFile.objects.get(batch=2).start == end
    assert purge(later + timedelta(days=14)) == 2
    assert KeyFile.objects.get().batch == 2, "one row stays, the newest"


def test_a_secret_that_is_too_short_binds_nothing(station: Station) -> None:
    phone = Phone(station.now, secret=b"short")
    certificate = phone.verify(station.code()).json()["certificate"]
    assert phone.publish(certificate).json()["error"] == "bad_certificate"


def test_what_an_action_refuses(station: Station) -> None:
    with pytest.raises(KeyUploadRefused, match="no_keys"):
        publish_keys(by=BY, now=station.now, certificate="", keys=[], secret=bytes(16))
