"""A text by staff: written, judged, approved by another person, sent, replaced."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.integration.messaging.conftest import give_consent

from truyvet.messaging import retention
from truyvet.messaging.actions import QueuedMessage
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.models import SandboxMessage, TemplateVersion
from truyvet.people.values import RegisteredPerson

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("sandbox")]
GOOD = {"title": "Nhắc khai", "vi": "Truy Vết: mời bạn khai báo hôm nay.", "en": "Truy Vết: please declare today."}


def test_only_what_another_person_approved_is_sent(
    client_for: Callable[..., Any], write: Callable[..., QueuedMessage], citizen: RegisteredPerson, house_clock: datetime
) -> None:
    writer, second = client_for("province_officer"), client_for("information_department")
    form = GOOD | {"event_id": str(uuid.uuid4())}
    bad = writer.post("/tin-nhan/mau/viet/", form | {"vi": "Nộp phí tại https://x.vn", "gui": "1"})
    assert bad.status_code == 422 and "Nộp phí" in bad.content.decode() and "nhắc tới tiền" in bad.content.decode()
    preview = writer.post("/tin-nhan/mau/viet/", form).content.decode()
    assert "1 phần SMS" in preview and not TemplateVersion.objects.exists()
    for _ in range(2):
        page = writer.post("/tin-nhan/mau/viet/", form | {"gui": "1"})["Location"]
    row = TemplateVersion.objects.get()
    with pytest.raises(KeyError):
        write(template=row.name, params={})
    assert "không tự duyệt" in writer.post(page, {"do": "duyet"}, follow=True).content.decode()
    assert "đang dùng" in second.post(page, {"do": "duyet"}, follow=True).content.decode()
    give_consent(house_clock, citizen, give=True)
    write(template=row.name, params={})
    assert send_due(house_clock).sent == 1
    assert SandboxMessage.objects.get().text.startswith(GOOD["vi"])
    newer = writer.post(
        f"/tin-nhan/mau/viet/?ten={row.name}", form | {"event_id": str(uuid.uuid4()), "vi": "Truy Vết: mời khai báo.", "gui": "1"}
    )
    second.post(newer["Location"], {"do": "duyet"})
    assert list(TemplateVersion.objects.order_by("number").values_list("state", flat=True)) == ["ended", "approved"]
    write(template=row.name, params={})
    send_due(house_clock)
    assert SandboxMessage.objects.order_by("id").last().text.startswith("Truy Vết: mời khai báo.")  # type: ignore[union-attr]
    assert client_for("commune_officer", "07783").get("/tin-nhan/mau/").status_code == 403
    assert "0900 000 005" in second.get("/tin-nhan/mau/").content.decode()
    assert retention.purge_templates(house_clock + timedelta(days=731)) == 1
