"""The rooms of the house by floor, highest first. A new room is a folder and a line here.

Everything else is made from this list: the installed apps, the addresses, the order of deletion, the contract of the floors, and the tables
of the READMEs (``truyvet docs``). Rooms on one floor know nothing of each other.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final, NamedTuple


class RoomLine(NamedTuple):
    """A folder of ``src/truyvet`` and what it is, in English and in Vietnamese."""

    name: str
    english: str
    vietnamese: str


Floors = tuple[tuple[RoomLine, ...], ...]

ABOVE: Final[Floors] = (
    (
        RoomLine("cli", "the `truyvet` command", "lệnh `truyvet`"),
        RoomLine(
            "agent",
            "the Bluetooth program for a device: shows and hears identifiers, warns its owner; stands beside the house",
            "chương trình Bluetooth cho thiết bị: phát và nghe mã, báo cho chủ máy; đứng riêng bên ngoài",
        ),
    ),
    (
        RoomLine(
            "site", "settings, addresses, logs, the first page, health", "cấu hình, địa chỉ trang, nhật ký máy, trang đầu, tình trạng máy"
        ),
    ),
)
FLOORS: Final[Floors] = (
    (RoomLine("exchange", "tables from other systems, every row accounted for", "nhập bảng từ hệ thống khác, không dòng nào bị bỏ quên"),),
    (
        RoomLine(
            "epidemic_map",
            "the map: cases, orders, zones and points for staff by day; levels and places for everybody",
            "bản đồ dịch: ca bệnh, cách ly, vùng và điểm theo ngày cho cán bộ; mức nguy cơ và địa điểm cho mọi người",
        ),
    ),
    (
        RoomLine(
            "public_figures",
            "every figure that the public may see, from one place, so that no sick person can be worked out",
            "mọi con số công bố, từ một nơi, để không ai suy ra được người bệnh nào",
        ),
    ),
    (
        RoomLine(
            "reports",
            "the daily report from commune to district to province before 15:00",
            "báo cáo hằng ngày từ xã lên huyện lên tỉnh trước 15 giờ",
        ),
        RoomLine(
            "indicators",
            "how the epidemic and the work against it go: curve, reproduction number, process indicators, alerts; the chair's page",
            "dịch và việc chống dịch đang ra sao: đường cong dịch, hệ số lây, chỉ số công việc, cảnh báo; trang của chủ tịch",
        ),
        RoomLine(
            "adoption",
            "how many use the application, by unit, agency and enterprise, against the target",
            "bao nhiêu người dùng ứng dụng, theo đơn vị, cơ quan, doanh nghiệp, so với chỉ tiêu",
        ),
    ),
    (
        RoomLine(
            "day_figures",
            "what each room counts, kept by day and commune, so that no page counts again and any past day shows what was seen then",
            "số liệu của từng phòng theo ngày và theo xã; không trang nào phải đếm lại, ngày cũ vẫn như đã thấy hôm đó",
        ),
    ),
    (
        RoomLine(
            "campaigns",
            "what everybody is told: posters, screens, texts to be read, the loudspeakers' calendar; campaigns to many",
            "truyền thông: áp phích, màn hình, bài đọc, lịch loa; nhắn tin nhiều người",
        ),
    ),
    (
        RoomLine(
            "teams",
            "community teams: rounds from door to door, offline and on paper",
            "tổ cộng đồng: đi từng ngõ, gõ từng nhà, không cần mạng hoặc bằng giấy",
        ),
    ),
    (
        RoomLine(
            "followup",
            "followed persons: who must be called, checked and released, and what was tried",
            "người cần theo dõi: ai phải được gọi, được hỏi sức khỏe, được kết thúc, và đã làm gì",
        ),
        RoomLine(
            "notices",
            "telling those who were where a case was, and a venue's keeper; corrections",
            "báo cho người đã ở nơi có ca bệnh và người quản lý địa điểm; sửa, rút thông báo",
        ),
    ),
    (
        RoomLine(
            "investigations",
            "trace runs, contacts, evidence, decisions, interviews",
            "lần truy vết, người tiếp xúc, bằng chứng, kết luận, phỏng vấn",
        ),
    ),
    (
        RoomLine(
            "groups",
            "rosters of the groups that must take part: officials, workers, pupils, patients, people under orders",
            "danh sách các nhóm bắt buộc: cán bộ, công nhân, học sinh, bệnh nhân, người đang cách ly",
        ),
    ),
    (
        RoomLine(
            "venues",
            "venues and who keeps them, posted codes, gates, visits, rosters",
            "địa điểm và người quản lý, mã dán ở cửa, cổng kiểm soát, lượt đến, danh sách tổ nhóm",
        ),
        RoomLine(
            "declarations",
            "health declarations: forms, triage, and who must be called",
            "khai báo y tế: biểu mẫu, phân loại, ai cần được gọi",
        ),
        RoomLine(
            "devices",
            "encounters that telephones recorded; the Bluezone key server",
            "lần ở gần do điện thoại ghi; máy chủ khoá Bluezone",
        ),
    ),
    (RoomLine("passes", "passes and cards: who may come in at a gate", "mã và thẻ vào cổng: ai được vào"),),
    (
        RoomLine("isolation", "who is isolated, where, since when", "ai đang cách ly, ở đâu, từ lúc nào"),
        RoomLine(
            "laboratory",
            "test orders, samples, pools, laboratories' results",
            "chỉ định xét nghiệm, mẫu, mẫu gộp, kết quả của phòng xét nghiệm",
        ),
    ),
    (RoomLine("cases", "suspected and confirmed cases, results", "ca nghi ngờ, ca xác nhận, xét nghiệm"),),
    (
        RoomLine(
            "messaging",
            "messages that wait, templates, gateways (so far the sandbox)",
            "tin nhắn chờ gửi, mẫu tin, cổng gửi (hiện chỉ có hộp thư thử)",
        ),
    ),
    (RoomLine("people", "persons, households, merges, a citizen's sign-in", "con người, hộ, gộp hồ sơ trùng, người dân đăng nhập"),),
    (RoomLine("areas", "places at risk with their days, as the province decides", "vùng nguy cơ theo ngày, do tỉnh quyết định"),),
    (RoomLine("access", "staff, roles, permissions, the doors", "cán bộ, vai trò, quyền, các cửa vào"),),
    (RoomLine("places", "administrative units of 2021 and of 2025", "đơn vị hành chính năm 2021 và năm 2025"),),
    (RoomLine("keys", "signing keys of the installation, made and renewed by themselves", "khoá ký của hệ thống, tự tạo và tự đổi"),),
    (RoomLine("audit", "who did and saw what, chained", "ai đã làm gì, xem gì; móc xích với nhau"),),
    (RoomLine("web", "the shell of all pages", "khung chung của mọi trang"),),
    (
        RoomLine(
            "core",
            "the contracts that every room uses: exactly once, deletion, local days, codes, jobs, alarms, the registry of rooms",
            "các quy ước chung của mọi phòng: ghi đúng một lần, xóa đúng hạn, ngày địa phương, mã, việc nền, báo động, sổ các phòng",
        ),
    ),
)
GROUND: Final[Floors] = (
    (RoomLine("simulate", "invented provinces with a known truth", "tỉnh giả lập mà sự thật đã biết"),),
    (
        RoomLine(
            "epidemiology",
            "what the field counts with: reproduction number, epidemic curve, alerts, forecasts",
            "phép tính của ngành: hệ số lây, đường cong dịch, cảnh báo, dự báo",
        ),
        RoomLine(
            "disclosure",
            "which cells of a table must stay hidden so that nobody can work out a small one",
            "ô nào của bảng phải che để không ai tính ra ô nhỏ",
        ),
    ),
    (RoomLine("tracing", "what a contact is, and the engines that find them", "thế nào là tiếp xúc, và các máy tìm tiếp xúc"),),
    (
        RoomLine(
            "codes",
            "everything that is scanned: passes, cards, venue codes, national cards",
            "mọi thứ đem quét: mã vào cổng, thẻ giấy, mã địa điểm, căn cước",
        ),
    ),
    (
        RoomLine("tabular", "CSV, XLSX and Parquet, in and out", "đọc và ghi CSV, XLSX, Parquet"),
        RoomLine(
            "proximity",
            "Bluetooth nearness without a radio: keys, rolling identifiers, key files, matching",
            "ở gần qua Bluetooth, không cần sóng: khoá, mã xoay vòng, tệp khoá, đối chiếu",
        ),
    ),
)
"""Pure libraries: no Django, no database, no network."""

HOUSE: Final[Floors] = (*ABOVE, *FLOORS, *GROUND)
ROOMS: Final[tuple[str, ...]] = tuple(room.name for floor in reversed(FLOORS) for room in floor)
"""Every room that is a Django app, lowest first."""


def with_part(part: str) -> tuple[str, ...]:
    """Returns the rooms that have the module ``part`` ("urls", "room"), lowest first."""
    return tuple(room for room in ROOMS if find_spec(f"truyvet.{room}.{part}") is not None)
