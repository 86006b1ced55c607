"""Orders as officers use them: issued with the days of the rule, changed, handed over, ended; what is refused says why."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.two_communes import HERE, THERE, Outbreak, outbreak

from truyvet.access.models import Staff
from truyvet.audit.values import Scope
from truyvet.isolation import queue
from truyvet.isolation.models import Order, Site, Transfer
from truyvet.web import clock

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
PAGE, THERE_PATH = "/cach-ly/", "24/218/07444/"


@pytest.fixture
def person(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> str:
    made: Outbreak = outbreak(units, staff, now)
    return made.settle(HERE, "Mận", "1").people["neighbour"]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def issue(officer: Client, person: str, units: dict[str, int], now: datetime, **more: str) -> Any:
    today = clock.local(now).date()
    told = {
        "event_id": str(uuid.uuid4()), "person": person, "kind": "quarantine", "person_kind": "contact", "last_exposure": str(today),
        "first_day": str(today), "last_day": str(today + timedelta(days=21)), "number": "12/QĐ-UBND", "legal_basis": "3351/CV-BCĐ",
        "place": "home", "address": "Thôn Ví Dụ", "responsible": str(units[HERE]),
    }  # fmt: skip
    return officer.post(f"{PAGE}moi/", {**told, **more})


def take(officer: Client, name: str, code: str, **more: str) -> Any:
    version = str(Order.objects.get(code=code).version)
    return officer.post(f"{PAGE}{code}/{name}/", {"event_id": str(uuid.uuid4()), "version": version, **more})


def waits(path: str, now: datetime) -> str:
    """What stands among the work of an officer of this unit."""
    return " ".join(str(item.title) for item in queue.read(Scope("officer", (path,), clock.local(now).date()), now))


def test_issued_extended_moved_and_released(
    client_for: Callable[..., Client], person: str, units: dict[str, int], now: datetime, house_clock: datetime
) -> None:
    officer, today = client_for("commune_officer", HERE), clock.local(now).date()
    blank = text(officer.get(f"{PAGE}moi/?nguoi={person}"))
    assert "checked" not in re.sub(r'<input[^>]*name="theme[^>]*>', "", blank), "nothing about health is chosen"
    counted = text(issue(officer, person, units, now, count="1", last_day="", legal_basis=""))
    last = today + timedelta(days=21)
    assert f'value="{last}"' in counted and "Theo 3351/CV-BCĐ: 21 ngày" in counted and "Chưa ai đối chiếu" in counted
    full = issue(officer, person, units, now, place="central", site="")
    assert full.status_code == 422 and "Hãy chọn khu cách ly" in text(full) and 'value="12/QĐ-UBND"' in text(full)
    code = issue(officer, person, units, now)["Location"].strip("/").split("/")[-1]
    assert Order.objects.get().rule_version == "2021-05-05"
    assert "đang có một quyết định khác" in text(issue(officer, person, units, now))
    refused = text(take(officer, "ket-thuc", code, symptoms="yes", present="no"))
    for words in ("Chưa đến ngày cuối cùng", "Đang có triệu chứng", "Không có mặt"):
        assert words in refused
    assert take(officer, "gia-han", code, last_day=str(last + timedelta(days=7)), reason="người cùng nhà dương tính").status_code == 302
    assert officer.post(f"{PAGE}khu/ghi/", {"unit": str(units[HERE]), "name": "Trường Ví Dụ", "capacity": "0"}).status_code == 302
    site = str(Site.objects.get().pk)
    crowded = take(officer, "doi-noi", code, place="central", site=site, reason="nhà chật")
    assert crowded.status_code == 422 and "đã hết chỗ" in text(crowded) and "nhà chật" in text(crowded)
    stale = officer.post(
        f"{PAGE}{code}/dung/", {"event_id": str(uuid.uuid4()), "version": "1", "state": "revoked", "reason": "ghi nhầm người"}
    )
    assert stale.status_code == 422 and "Người khác vừa sửa" in text(stale) and "ghi nhầm người" in text(stale)
    assert "Gia hạn cách ly" in text(stale), "the history"
    assert "BíchMận" not in text(stale), "a shortened name"
    assert "1 người đang cách ly theo quyết định" in text(officer.get(PAGE))


def test_a_transfer_is_seen_by_both_and_rises(
    client_for: Callable[..., Client], person: str, units: dict[str, int], now: datetime, house_clock: datetime
) -> None:
    sender, receiver = client_for("commune_officer", HERE), client_for("commune_officer", THERE)
    code = issue(sender, person, units, now)["Location"].strip("/").split("/")[-1]
    assert receiver.get(f"{PAGE}{code}/").status_code == 404
    nobody = take(sender, "chuyen", code, reason="về nhà")
    assert nobody.status_code == 422 and "Hãy chọn một nơi nhận" in text(nobody)
    assert take(sender, "chuyen", code, reason="về nhà", to_unit=str(units[THERE])).status_code == 302
    assert "vẫn chịu trách nhiệm" in text(sender.get(f"{PAGE}{code}/"))
    assert "1 người cách ly chờ đơn vị bạn nhận" in waits(THERE_PATH, now)
    assert "chờ chuyển quá hạn" not in waits("24/218/", now)
    Transfer.objects.update(due_at=now - timedelta(minutes=1))
    assert "1 người chờ chuyển quá hạn" in waits("24/218/", now)
    assert take(sender, "nhan", code).status_code == 404
    assert take(receiver, "nhan", code).status_code == 302
    assert Order.objects.get().responsible_id == units[THERE]
    assert (
        sender.get(f"{PAGE}{code}/").status_code == 200
        and take(sender, "gia-han", code, last_day="2021-08-01", reason="x").status_code == 404
    )
    outside = text(take(receiver, "chuyen", code, reason="về quê", to_province="Bắc Ninh"))
    assert outside == ""
    assert "Hãy chọn một nơi nhận" in text(take(receiver, "nhan", code))
    assert take(receiver, "nhan", code, accepted_by="CDC Bắc Ninh").status_code == 302
    assert Order.objects.get().state == "handed_over"


def test_days_that_cannot_be_are_refused(
    client_for: Callable[..., Client], person: str, units: dict[str, int], now: datetime, house_clock: datetime
) -> None:
    officer = client_for("commune_officer", HERE)
    for far in ("0001-01-01", "9999-12-31"):
        assert issue(officer, person, units, now, last_exposure=far, count="1").status_code < 500
    assert issue(officer, person, units, now, first_day="9999-12-31", last_day="9999-12-31", last_exposure="").status_code == 422
    assert not Order.objects.exists()
