"""Automatic calls against a provider on this machine: the recording, the call, what is reported, the key that answers the daily check."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.integration.two_communes import HERE
from tests.unit.messaging.test_calls import wav

from truyvet.audit.values import By, Scope
from truyvet.core.encryption import encrypt
from truyvet.core.local_day import LocalDay
from truyvet.followup.actions import follow_by_hand
from truyvet.followup.jobs.call_answers import read_call_answers
from truyvet.followup.models import Attempt, DailyCheck, FollowUp
from truyvet.messaging.actions import QueuedMessage
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.jobs.settlement import settle_by_time
from truyvet.messaging.models import SOUND_PURPOSE, CallAnswer, Message, VoiceRecording
from truyvet.messaging.rules.voice_address import VoiceAddress
from truyvet.people.actions import register_person
from truyvet.people.values import NewPerson

pytestmark = pytest.mark.db
Write = Callable[..., QueuedMessage]
CALL = {"to_kind": "voice", "template": "voice_check", "params": {}}
SOUND = wav(4)


class Provider:
    """Calls nobody: keeps what it was asked, and answers with ``status``. It asks for a sound that it does not have."""

    def __init__(self) -> None:
        self.status, self.sounds, self.calls, self.tokens = 202, dict[str, bytes](), list[dict[str, Any]](), set[str | None]()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                provider.sounds[self.path.rpartition("/")[2]] = self.rfile.read(int(self.headers["Content-Length"]))
                self._say(201)

            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                provider.tokens.add(self.headers["Authorization"])
                if said["sound"] not in provider.sounds:
                    return self._say(404)
                provider.calls.append(said)
                return self.close_connection and None if provider.status == 0 else self._say(provider.status)

            def _say(self, status: int) -> None:
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = VoiceAddress(f"http://127.0.0.1:{self.server.server_port}/v1", "token")
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    made = Provider()
    settings.TRUYVET_VOICE = made.address
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def recording(db: None, now: datetime) -> VoiceRecording:
    return VoiceRecording.objects.create(
        event_id=uuid.uuid4(), template="voice_check", language="vi", sealed_sound=encrypt(SOUND_PURPOSE, SOUND), seconds=4,
        sound_hash=hashlib.sha256(SOUND).hexdigest(), state="approved", written_at=now, decided_at=now,
    )  # fmt: skip


@pytest.fixture
def report(client: Any) -> Callable[..., int]:
    """``report({...})``: a signed report of the provider; returns the status of our answer."""

    def make(said: dict[str, Any], signature: str | None = None) -> int:
        body = json.dumps(said).encode()
        signed = hmac.new(b"token", body, hashlib.sha256).hexdigest() if signature is None else signature
        headers = {"X-Truyvet-Signature": f"sha256={signed}"}
        return int(client.post("/cuoc-goi/ket-qua/", body, content_type="application/json", headers=headers).status_code)

    return make


def standing() -> tuple[str, str]:
    row = Message.objects.get()
    return row.state, row.why


def test_a_recording_is_checked_sealed_and_approved_by_somebody_who_heard_it(client_for: Callable[..., Any], house_clock: datetime) -> None:
    writer, second = client_for("province_officer"), client_for("information_department")

    def send(data: bytes, event: uuid.UUID) -> Any:
        file = SimpleUploadedFile("hoi.wav", data)
        return writer.post("/tin-nhan/ghi-am/moi/", {"event_id": str(event), "template": "voice_check:vi", "file": file})

    event = uuid.uuid4()
    for bad, words in ((b"ID3", "không phải WAV"), (wav(1), "từ 3 đến 60 giây"), (wav(70), "lớn hơn 1 MB")):
        refused = send(bad, event)
        assert refused.status_code == 422 and words in refused.content.decode() and not VoiceRecording.objects.exists()
    assert (send(SOUND, event).status_code, send(SOUND, event).status_code) == (302, 302)
    row = VoiceRecording.objects.get()
    assert b"RIFF" not in row.sealed_sound.encode() and row.sound() == SOUND and row.seconds == 4
    page = f"/tin-nhan/ghi-am/{row.pk}/"
    assert "không tự duyệt" in writer.post(page, {"do": "duyet"}, follow=True).content.decode()
    assert "nghe hết đoạn ghi này trước" in second.post(page, {"do": "duyet"}, follow=True).content.decode()
    heard = second.get(page + "nghe/")
    assert (heard.content, heard["Content-Type"]) == (SOUND, "audio/wav")
    assert "đang dùng" in second.post(page, {"do": "duyet"}, follow=True).content.decode()
    send(wav(5), uuid.uuid4())
    newer = VoiceRecording.objects.get(seconds=5)
    second.get(f"/tin-nhan/ghi-am/{newer.pk}/nghe/")
    second.post(f"/tin-nhan/ghi-am/{newer.pk}/", {"do": "duyet"})
    assert list(VoiceRecording.objects.order_by("pk").values_list("state", flat=True)) == ["ended", "approved"]
    assert client_for("commune_officer", HERE).get("/tin-nhan/ghi-am/").status_code == 403


def test_a_call_is_made_with_its_sound_and_reports_count_twice_early_and_unsigned(
    provider: Provider, recording: VoiceRecording, write: Write, report: Callable[..., int], now: datetime
) -> None:
    event = uuid.uuid4()
    write(event_id=event, **CALL)
    call_id = f"{event.hex}-{int(now.timestamp()):x}"
    answered = {"id": call_id, "outcome": "answered", "key": "1"}
    assert (report(answered, signature="0" * 64), report(answered, signature="é"), report({"id": call_id})) == (403, 403, 400)
    assert report(answered | {"id": "of somebody else"}) == 200 and not CallAnswer.objects.exists()
    assert report(answered) == 200 and standing() == ("queued", ""), "before the answer to the request"
    assert send_due(now).sent == 1 and standing() == ("delivered", "")
    assert provider.calls == [{"id": call_id, "to": "84912345678", "sound": recording.sound_hash}]
    assert provider.sounds == {recording.sound_hash: SOUND} and provider.tokens == {"Bearer token"}
    assert report(answered | {"key": "2"}) == 200 and CallAnswer.objects.get().key == "1", "the first word stands"
    write(**CALL)
    send_due(now)
    assert len(provider.sounds) == 1 and len(provider.calls) == 2


def test_a_machine_is_nobody_and_the_telephone_rings_again_in_the_evening(
    provider: Provider, recording: VoiceRecording, write: Write, report: Callable[..., int], house_clock: datetime
) -> None:
    now = house_clock
    write(**CALL)
    send_due(now)
    for outcome in ("machine", "machine"):
        report({"id": provider.calls[-1]["id"], "outcome": outcome, "key": "1"})
    assert standing() == ("failed_for_now", "machine") and not CallAnswer.objects.exists()
    again = Message.objects.get().not_before
    assert again > now + timedelta(hours=1) and send_due(now + timedelta(minutes=30)).leased == 0
    send_due(again)
    report({"id": provider.calls[-1]["id"], "outcome": "busy"})
    assert standing() == ("failed_for_now", "busy")
    send_due(Message.objects.get().not_before)
    report({"id": provider.calls[-1]["id"], "outcome": "no_answer"})
    assert standing() == ("failed_for_good", "no_answer") and len({each["id"] for each in provider.calls}) == 3


@pytest.mark.parametrize(
    ("status", "state"), [(503, "failed_for_now"), (422, "failed_for_good"), (500, "unknown"), (0, "unknown"), (409, "taken")]
)
def test_what_a_provider_may_answer(
    provider: Provider, recording: VoiceRecording, write: Write, report: Callable[..., int], now: datetime, status: int, state: str
) -> None:
    provider.status = status
    write(**CALL)
    send_due(now)
    assert standing()[0] == state
    if state in ("unknown", "taken"):
        settle_by_time(now + timedelta(hours=73))
        assert standing()[0] in ("unknown", "queued"), "no report ever came"
        report({"id": provider.calls[-1]["id"], "outcome": "answered"})
        assert standing()[0] == ("delivered" if status == 409 else standing()[0])


def test_without_a_recording_or_a_provider_nobody_is_called(write: Write, now: datetime, provider: Provider) -> None:
    write(**CALL)
    assert send_due(now).gave_up == 1 and standing() == ("failed_for_good", "no_gateway") and not provider.calls


def test_a_key_answers_the_daily_check_of_the_person_called_alone(
    provider: Provider, recording: VoiceRecording, report: Callable[..., int], units: dict[str, int], client_for: Callable[..., Any],
    house_clock: datetime,
) -> None:  # fmt: skip
    by, now = By.system("test"), house_clock
    scope = Scope.system("test", LocalDay.of(now))
    code = register_person(by=by, now=now, person=NewPerson("Lê Thị Một", 1980, "f", units[HERE], phones=("0912000001",))).code
    follow_by_hand(by=by, now=now, scope=scope, person_code=code, last_exposure=LocalDay.of(now), reason="đám cưới")
    page = f"/nguoi-can-theo-doi/{code}/"
    officer = client_for("commune_officer", HERE)
    assert "vào hàng gọi" in officer.post(page + "goi-tu-dong/", follow=True).content.decode()
    assert "máy đã gọi số này" in officer.post(page + "goi-tu-dong/", follow=True).content.decode()
    send_due(now)
    assert (Attempt.objects.get().by_kind, FollowUp.objects.get().attempts) == ("machine", 0), "a machine reaches nobody"
    assert read_call_answers(now) == 0
    report({"id": provider.calls[-1]["id"], "outcome": "answered", "key": "2"})
    assert (read_call_answers(now), read_call_answers(now)) == (1, 0)
    check = DailyCheck.objects.get()
    assert (check.channel, check.is_well, check.answers, check.staff) == ("voice", False, "unnamed", None)
    words = officer.get(page).content.decode()
    assert "bấm phím trong cuộc gọi tự động" in words and "chưa rõ triệu chứng" in words and FollowUp.objects.get().is_unwell
