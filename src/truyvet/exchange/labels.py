"""Words of this room's enums, for its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.exchange.connections import AdapterGroup, AdapterState, FormatBasis
from truyvet.exchange.rules import ImportKind, UploadState

KINDS: Final[Mapping[ImportKind, str | Promise]] = {
    ImportKind.PLACES: _("Đơn vị hành chính"),
    ImportKind.PEOPLE: _("Danh sách người"),
    ImportKind.VENUES: _("Địa điểm"),
    ImportKind.VISITS: _("Các lượt đến"),
    ImportKind.ENCOUNTERS: _("Lần ở gần nhau"),
    ImportKind.CASES: _("Ca bệnh"),
    ImportKind.DECLARATIONS: _("Tờ khai y tế"),
    ImportKind.LAB_RESULTS: _("Kết quả của phòng xét nghiệm"),
    ImportKind.HEALTH_STATIONS: _("Số của trạm y tế"),
    ImportKind.PASSENGERS: _("Hành khách của một chuyến xe"),
    ImportKind.PARTNER_RECEIPTS: _("Kết quả gửi tin của đối tác"),
    ImportKind.ROSTERS: _("Danh sách nhóm bắt buộc"),
    ImportKind.INSTALL_COUNTS: _("Số lượt cài của nhà mạng, cơ quan vận hành"),
    ImportKind.DENOMINATORS: _("Dân số và số điện thoại thông minh"),
}

UPLOAD_STATES: Final[Mapping[UploadState, tuple[str | Promise, str]]] = {
    UploadState.DRAFT: (_("chờ bạn ghép cột"), "warn"),
    UploadState.WAITING: (_("chờ đến lượt"), "info"),
    UploadState.RUNNING: (_("đang nhập"), "info"),
    UploadState.STOPPED: (_("đã dừng"), "bad"),
    UploadState.DONE: (_("xong"), "good"),
}
"""The word, and the state of the ``tag`` component."""

UPLOAD_REFUSALS: Final[Mapping[str, str | Promise]] = {
    "too_many": _("Bạn đang có 20 tệp chưa nhập; tệp này chưa được giữ. Hãy nhập hoặc bỏ bớt tệp cũ rồi gửi lại."),
    "absent": _("Tệp này không còn: tệp được xóa khi nhập xong hoặc sau một ngày. Hãy gửi lại tệp."),
    "state": _("Tệp này đang được nhập hoặc đã nhập xong nên không đổi được nữa. Hãy tải lại trang."),
}

AGREEMENTS: Final[Mapping[str, str | Promise]] = {
    "name": _("họ tên"),
    "birth_year": _("năm sinh"),
    "commune": _("xã, phường"),
    "phone": _("số điện thoại"),
    "household": _("hộ gia đình"),
}

GROUPS: Final[Mapping[AdapterGroup, str | Promise]] = {
    AdapterGroup.MESSAGES: _("Tin nhắn và Zalo"),
    AdapterGroup.CODES: _("Giấy tờ được quét"),
    AdapterGroup.GATES: _("Cổng và cửa xoay"),
    AdapterGroup.DECLARATIONS: _("Tờ khai và tệp"),
}

STATES: Final[Mapping[AdapterState, tuple[str | Promise, str]]] = {
    AdapterState.ON: (_("đang dùng được"), "good"),
    AdapterState.UNSET: (_("chưa cấu hình"), "warn"),
    AdapterState.NONE: (_("không nối"), "plain"),
}
"""The word, and the state of the ``tag`` component."""

BASES: Final[Mapping[FormatBasis, tuple[str | Promise, str]]] = {
    FormatBasis.OURS: (_("khuôn của hệ thống này"), "source"),
    FormatBasis.STANDARD: (_("theo chuẩn công bố"), "source"),
    FormatBasis.CODE: (_("đã đối chiếu mã nguồn"), "source"),
    FormatBasis.PUBLISHED: (_("theo báo chí, văn bản công bố"), "info"),
    FormatBasis.UNCONFIRMED: (_("chưa xác nhận"), "warn"),
    FormatBasis.NONE: (_("chưa có tài liệu"), "plain"),
}

ACTION_NAMES: Mapping[str, object] = {
    "exchange.begin": _("Bắt đầu nhập tệp"),
    "exchange.take": _("Nhập một phần của tệp"),
    "exchange.finish": _("Nhập xong tệp"),
    "exchange.resume": _("Nhập tiếp tệp đang dở"),
    "exchange.upload": _("Tải tệp lên"),
    "exchange.start_upload": _("Cho nhập tệp đã tải lên"),
    "exchange.discard_upload": _("Bỏ tệp đã tải lên"),
    "exchange.save_mapping": _("Lưu cách đọc cột"),
    "exchange.open_rejects": _("Xem các dòng bị loại"),
    "exchange.open_likely": _("Xem những người có lẽ đã có trong sổ"),
    "exchange.download_rejects": _("Tải các dòng bị loại"),
    "exchange.add_units": _("Nhập đơn vị hành chính"),
    "exchange.purge_rejects": _("Xoá dòng bị loại đã hết hạn lưu"),
    "exchange.purge_likenesses": _("Xoá danh sách người có lẽ trùng đã hết hạn lưu"),
    "exchange.purge_jobs": _("Xoá lần nhập đã hết hạn lưu"),
    "exchange.purge_uploads": _("Xoá tệp đã tải lên, hết hạn lưu"),
    "exchange.purge_mappings": _("Xoá cách đọc cột đã hết hạn lưu"),
}
"""Audited actions in words."""

PURPOSES: Mapping[str, object] = {
    "import": _("Nhập dữ liệu từ tệp"),
}
"""What for, in words: a purpose, or what stands before its colon."""
