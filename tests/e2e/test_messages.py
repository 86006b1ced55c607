"""A text is written and approved, a message of it is sent and delivered, its reader asks whether it is ours and wants no more."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.test import Client
from playwright.sync_api import Page, expect
from tests.e2e.test_every_page import signed_in

from truyvet.audit.values import By
from truyvet.messaging.actions import enqueue
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways.sandbox.client import SandboxGateway
from truyvet.messaging.inbound import record_inbound
from truyvet.messaging.models import Message, SandboxMessage, TemplateVersion
from truyvet.messaging.rules.smtp_address import SmtpAddress
from truyvet.people.actions import give_consent, register_person
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
from truyvet.people.models import Phone
from truyvet.people.values import NewPerson
from truyvet.web import clock

PHONE = "+84912345678"
BY = By.system("test")


def test_approved_sent_delivered_opted_out(
    transactional_db: None, units: dict[str, int], client_for: Callable[..., Any], page_at: Any, live_server: Any, house_clock: datetime,
    axe: Callable[[Page], None], shot: Callable[[Page, str], None], settings: Any,
) -> None:  # fmt: skip
    settings.TRUYVET_SMTP = SmtpAddress("127.0.0.1", 25, "", "", "y-te@tinh.example")
    person = NewPerson(name="Nguyễn Thị Lan", birth_year=1980, commune_id=units["07783"], phones=(PHONE,))
    citizen = register_person(by=BY, now=house_clock, person=person).person_id
    give_consent(by=BY, now=house_clock, person_id=citizen, purpose="messages", version="2021-05", language="vi", channel="web")
    Phone.objects.update(verified_at=house_clock)
    writer, second = (client_for(role, "24").cookies["truyvet"].value for role in ("information_department", "province_officer"))
    page: Page = page_at(390)

    def look(name: str) -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
        shot(page, name)

    signed_in(page, live_server.url, writer)
    page.goto("/tin-nhan/mau/viet/")
    page.get_by_label("Tên mẫu").fill("Nhắc khai báo chợ")
    page.get_by_label("Lời tin tiếng Việt").fill(
        "Truy Vết: ai đi chợ sáng nay, mời khai báo y tế và theo dõi sức khỏe. Cần giúp, gọi {phone}."
    )
    page.get_by_label("Lời tin tiếng Anh").fill("Truy Vết: if you were at the market this morning, please declare. For help call {phone}.")
    page.get_by_role("button", name="Xem số phần").click()
    expect(page.get_by_text("2 phần SMS").first).to_be_visible()
    look("messages-write-390")
    page.get_by_role("button", name="Ghi, chờ duyệt").click()
    expect(page.get_by_text("nên một người khác duyệt")).to_be_visible()
    signed_in(page, live_server.url, second)
    page.reload()
    page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(page.get_by_text("đang dùng")).to_be_visible()
    look("messages-template-390")
    page.goto("/tin-nhan/mau/")
    look("messages-templates-390")

    name = TemplateVersion.objects.get().name

    def send() -> None:
        with transaction.atomic():
            enqueue(
                by=BY, now=house_clock, event_id=uuid.uuid4(), to_kind="phone", to=PHONE, template=name, language="vi",
                params={"phone": "1900 9095"},
            )  # fmt: skip
        send_due(house_clock, gateway=SandboxGateway())

    send()
    page.goto("/hoi-tin-nhan/")
    page.get_by_label("Lời tin, số gửi").fill(SandboxMessage.objects.get().text)
    page.get_by_role("button", name="Hỏi").click()
    expect(page.get_by_text("Đúng lời tin của chúng tôi")).to_be_visible()
    look("messages-ours-390")
    reader = Client()
    session = reader.session
    session[SESSION_KEY], session[SESSION_AT] = citizen, int(clock.real_now().timestamp())
    session.save()
    signed_in(page, live_server.url, reader.cookies["truyvet"].value)
    page.goto("/toi/tin-nhan/")
    look("messages-own-390")
    page.get_by_role("link", name="Địa chỉ thư của tôi").click()
    page.get_by_label("Địa chỉ thư điện tử").fill("lan@vi-du.example")
    page.get_by_role("button", name="Gửi mã").click()
    expect(page.get_by_label("Mã trong thư")).to_be_visible()
    look("messages-email-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    look("messages-email-1280")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Xoá địa chỉ này").click()
    expect(page.get_by_text("Đã xoá địa chỉ thư")).to_be_visible()
    Message.objects.filter(to_kind="email").delete()
    page.goto("/toi/tin-nhan/")
    page.get_by_role("button", name="Không nhận tin nhắc nữa").click()
    expect(page.get_by_text("Đã dừng", exact=True)).to_be_visible()
    send()
    wide: Page = page_at(1280)
    signed_in(wide, live_server.url, client_for("tracer", "24").cookies["truyvet"].value)
    wide.goto("/tin-nhan/")
    expect(wide.get_by_text("người nhận không muốn nhận nữa · 1")).to_be_visible()
    expect(wide.get_by_text("đã tới nơi · 1")).to_be_visible()
    axe(wide)
    shot(wide, "messages-delivery-1280")


def test_an_answer_nobody_understood_is_read_and_ended(
    transactional_db: None, units: dict[str, int], client_for: Callable[..., Any], page_at: Any, live_server: Any, house_clock: datetime,
    axe: Callable[[Page], None], shot: Callable[[Page, str], None],
) -> None:  # fmt: skip
    register_person(
        by=BY, now=house_clock, person=NewPerson(name="Nguyễn Thị Lan", birth_year=1980, commune_id=units["07783"], phones=(PHONE,))
    )
    told = {"route": "test", "by": BY, "at": house_clock}
    record_inbound(event_id=uuid.UUID(int=1), number=PHONE, text="Mẹ tôi khó thở từ đêm qua, không ngủ được", **told)
    record_inbound(event_id=uuid.UUID(int=2), number=PHONE, text="2", **told)
    officer = client_for("commune_officer", "07783").cookies["truyvet"].value
    for width in (1280, 390):
        page: Page = page_at(width)
        signed_in(page, live_server.url, officer)
        page.goto("/tin-nhan/tra-loi/")
        axe(page)
        shot(page, f"inbound-list-{width}")
        page.goto(f"/tin-nhan/tra-loi/{uuid.UUID(int=1)}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        axe(page)
        shot(page, f"inbound-{width}")
    page.get_by_role("button", name="Tôi lo tin này").click()
    page.get_by_role("button", name="Đã đọc, sẽ gọi lại hôm nay").click()
    expect(page.get_by_text("Đã xếp hàng gửi lời trả lời")).to_be_visible()
    page.get_by_label("Tin này kết thúc thế nào").select_option("reached")
    page.get_by_role("button", name="Ghi: tin này xong").click()
    expect(page.get_by_text("Đã ghi: tin này xong.")).to_be_visible()
    shot(page, "inbound-ended-390")
    page.goto("/tin-nhan/tra-loi/")
    expect(page.get_by_role("heading", name="1 tin chờ người đọc")).to_be_visible()
