"""Invented examples for the page of components. No real person, place or case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from truyvet.core.pagination import list_page
from truyvet.core.registry import in_order
from truyvet.core.room_contract import QueueItem, Severity, TimelineEntry
from truyvet.web import clock
from truyvet.web.component_values import Chip, Headline, NavLine, SignedInReader, Tab

HERE = "/thanh-phan/"


class ExampleForm(forms.Form):
    """One field of each kind; the second is wrong on purpose."""

    name = forms.CharField(label="Họ và tên", help_text="Viết như trên giấy tờ, có dấu.")
    phone = forms.CharField(label="Số điện thoại", help_text="Ví dụ 0912 345 678.")
    onset = forms.DateField(label="Ngày khởi phát", required=False, widget=forms.DateInput(attrs={"type": "date"}), initial="2021-05-28")
    method = forms.ChoiceField(label="Phương pháp", choices=[("pcr", "PCR"), ("ag", "Kháng nguyên nhanh")])
    outcome = forms.ChoiceField(
        label="Kết quả",
        choices=[("positive", "Dương tính"), ("negative", "Âm tính")],
        widget=forms.RadioSelect,
        help_text="Kết quả dương tính cần người thứ hai duyệt.",
    )
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="Tôi đã đối chiếu với phiếu xét nghiệm")

    def clean_phone(self) -> str:
        """Refuses the example's short number."""
        raise forms.ValidationError("Số này thiếu 2 chữ số. Số di động có 10 chữ số.")


def context() -> dict[str, Any]:
    """Returns everything that ``web/components.html`` draws."""
    now = clock.now()
    form = ExampleForm({"name": "Nguyễn Thị Ví Dụ", "phone": "0912 345 6", "method": "pcr", "outcome": "positive", "agreed": "on"})
    form.full_clean()
    return {
        "nav": (
            NavLine("Việc cần làm", HERE + "#viec", "tray", here=False),
            NavLine("Ca bệnh", HERE, "case", here=True),
            NavLine("Người tiếp xúc", HERE + "#bang", "people", here=False),
            NavLine("Địa điểm", HERE + "#so", "venue", here=False),
            NavLine("Nhật ký", HERE + "#dong", "book", here=False),
        ),
        "who": SignedInReader("Trần Thị Ví Dụ", "Người truy vết", "CDC tỉnh"),
        "demo_clock": now,
        "sign_out_url": HERE,
        "form": form,
        "now_at": now,
        "yesterday": now - timedelta(days=1, hours=3),
        "long_ago": now - timedelta(days=12),
        "headlines": [
            Headline("Tiếp xúc trực tiếp (F1)", "38", "9 khả năng cao · 14 vừa · 15 thấp", HERE + "#bang"),
            Headline("Vòng hai (F2)", "121", "đang tự theo dõi", HERE + "#bang"),
            Headline("Đã gọi được", "21 / 38", "4 người trễ hơn 24 giờ", HERE + "#bang", "warn"),
            Headline("Cần cách ly", "38 thay vì 1.946", "nếu phong toả cả nhà máy"),
        ],
        "views": [
            Tab("Danh sách", HERE, on=True, icon="list", count=38),
            Tab("Đồ thị", HERE, icon="graph"),
            Tab("Dòng thời gian", HERE, icon="clock"),
            Tab("Bản đồ", HERE, icon="map"),
        ],
        "filters": [
            Chip("F1", HERE, on=True, count=38),
            Chip("Chưa gọi", HERE, count=17),
            Chip("Quét mã", HERE),
            Chip("Bluetooth", HERE),
        ],
        "rows": [
            (
                "A-7F2K",
                "1994 · xã Ví Dụ",
                "Cùng chuyền may, 6 giờ 40 phút trong hai ca, một ngày trước khi ca bệnh sốt",
                ("mã khu vực", "danh sách ca"),
                0.91,
                now - timedelta(days=3),
                "Gọi",
                "",
            ),
            (
                "H-1996",
                "1996 · xã Mẫu",
                "Cùng phòng trọ từ đầu tháng; ca bệnh tự kể",
                ("phỏng vấn", "hộ"),
                0.88,
                now - timedelta(days=2),
                "",
                "Đã cách ly",
            ),
            (
                "P-3QX8",
                "chưa có số điện thoại",
                "Cùng xe đưa đón, ghế cạnh, 45 phút",
                ("mã xe",),
                0.23,
                now - timedelta(days=1),
                "Tìm người này",
                "",
            ),
        ],
        "items": in_order(
            [
                QueueItem(
                    "Duyệt kết quả ca VD-0412",
                    "PCR dương tính, chờ người thứ hai.",
                    now - timedelta(hours=2, minutes=10),
                    HERE,
                    Severity.LATE,
                    "Duyệt",
                ),
                QueueItem(
                    "Gọi 9 người tiếp xúc khả năng cao",
                    "Ca VD-0409, chưa ai được gọi.",
                    now + timedelta(minutes=50),
                    HERE,
                    Severity.NOW,
                    "Gọi",
                    9,
                ),
                QueueItem(
                    "Phỏng vấn bổ sung ca VD-0407",
                    "Thiếu nơi đến hai ngày trước khởi phát.",
                    now + timedelta(hours=20),
                    HERE,
                    Severity.SOON,
                    "Phỏng vấn",
                ),
                QueueItem("Xem lại 3 dòng nhập bị từ chối", "Tệp ngày hôm qua.", None, HERE, Severity.PLAIN, "Xem"),
            ]
        ),
        "entries": [
            TimelineEntry(
                now - timedelta(hours=1),
                "xét nghiệm",
                "PCR dương tính",
                "Chờ người thứ hai duyệt.",
                HERE,
                "bad",
                "test",
            ),
            TimelineEntry(
                now - timedelta(hours=5),
                "lượt đến",
                "Cổng 2, nhà máy Ví Dụ",
                "06:58 đến 15:04, quét mã cổng.",
                state="plain",
                icon="venue",
            ),
            TimelineEntry(now - timedelta(days=1, hours=2), "khai báo", "Khai: sốt 38,2 độ, ho", state="warn", icon="edit"),
            TimelineEntry(now - timedelta(days=4), "cách ly", "Hết cách ly tại nhà", "Hai lần âm tính.", state="good", icon="home"),
        ],
        "page": list_page(range(131), 2, page_rows=20),
    }
