"""Labels of this room for the screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.cases.labels import REASONS as CASE_REASONS
from truyvet.cases.rules import CaseProblemReason
from truyvet.laboratory.rules.consequences import Consequence
from truyvet.laboratory.rules.results import LabMethod, LabOutcome
from truyvet.laboratory.rules.samples import SampleKind, SampleState, SamplingPriority, SamplingReason

STATES: Final[Mapping[SampleState, tuple[str | Promise, str]]] = {
    SampleState.ORDERED: (_("chờ lấy mẫu"), "info"),
    SampleState.TAKEN: (_("đã lấy mẫu"), "info"),
    SampleState.RECEIVED: (_("phòng xét nghiệm đã nhận"), "info"),
    SampleState.POOLED: (_("trong mẫu gộp"), "info"),
    SampleState.RESULTED: (_("có kết quả"), "good"),
    SampleState.REJECTED: (_("mẫu bị từ chối"), "warn"),
    SampleState.LOST: (_("mẫu bị mất"), "warn"),
}
"""The word for a state and the state of the ``tag`` component."""
OUTCOMES: Final[Mapping[LabOutcome, tuple[str | Promise, str]]] = {
    LabOutcome.POSITIVE: (_("Dương tính"), "bad"),
    LabOutcome.NEGATIVE: (_("Âm tính"), "good"),
    LabOutcome.INCONCLUSIVE: (_("Chưa kết luận được"), "warn"),
    LabOutcome.INVALID: (_("Không có giá trị"), "warn"),
}
METHODS: Final[Mapping[LabMethod, str | Promise]] = {
    LabMethod.PCR: _("PCR"),
    LabMethod.ANTIGEN: _("Kháng nguyên nhanh"),
    LabMethod.OTHER: _("Cách khác"),
}
KINDS: Final[Mapping[SampleKind, str | Promise]] = {
    SampleKind.NASOPHARYNGEAL: _("Dịch tỵ hầu"),
    SampleKind.THROAT: _("Dịch họng"),
    SampleKind.SALIVA: _("Nước bọt"),
    SampleKind.OTHER: _("Mẫu khác"),
}
SAMPLING_REASONS: Final[Mapping[SamplingReason, str | Promise]] = {
    SamplingReason.CONTACT: _("Người tiếp xúc"),
    SamplingReason.SYMPTOMS: _("Có triệu chứng"),
    SamplingReason.SCREENING: _("Sàng lọc"),
    SamplingReason.ARRIVAL: _("Người đến từ nơi khác"),
    SamplingReason.RELEASE: _("Trước khi hết cách ly"),
    SamplingReason.OTHER: _("Lý do khác"),
}
PRIORITIES: Final[Mapping[SamplingPriority, str | Promise]] = {SamplingPriority.NORMAL: _("Thường"), SamplingPriority.URGENT: _("Khẩn")}
LISTS: Final[Mapping[str, str | Promise]] = {
    "due": _("Phải lấy hôm nay"),
    "overdue": _("Quá ngày lấy"),
    "late": _("Kết quả trễ"),
    "conflict": _("Kết quả trái nhau"),
    "waiting": _("Chờ kết quả"),
    "open": _("Đang mở"),
    "done": _("Có kết quả"),
}
"""The lists of test orders, in the order of the page."""
CONSEQUENCES: Final[Mapping[Consequence, str | Promise]] = {
    Consequence.OPENS_CASE: _("Một ca nghi ngờ được mở cho người này."),
    Consequence.FEEDS_CASE: _("Kết quả được ghi vào ca %(case)s của người này."),
    Consequence.SECOND_PERSON: _("Ca chưa được xác nhận: một người khác phải đối chiếu phiếu."),
    Consequence.ENDS_TEST: _("Chỉ định xét nghiệm này xong."),
    Consequence.NEW_SAMPLE: _("Chưa biết người này có bệnh hay không: phải lấy mẫu lại, nhãn mới được tạo."),
    Consequence.CONFLICT: _("Mẫu đã có kết quả ngược lại: hai kết quả trái nhau, chỉ định vẫn mở đến khi một kết quả được đính chính."),
    Consequence.POOL_NEGATIVE: _("%(n)s người trong mẫu gộp có kết quả âm tính."),
    Consequence.POOL_OPENS: _("%(n)s mẫu được mở lại để xét nghiệm từng mẫu. Kết quả này chưa nói gì về người nào."),
    Consequence.TAKES_BACK: _("Kết quả âm tính mà mẫu gộp đã cho từng người được rút lại."),
    Consequence.CASE_WARNED: _("Ca %(case)s không tự thay đổi: trang của ca báo rằng kết quả dương tính đã được đính chính."),
    Consequence.CERTIFICATE: _(
        "Nếu người này đã hết cách ly sau khi lấy mẫu này thì giấy hết cách ly bị thu hồi, và người này được theo dõi lại."
    ),
}
REFUSALS: Final[Mapping[str, object]] = {
    "missing": _("Mục này còn trống."),
    "too_many": _("Một lần chỉ định được nhiều nhất 5.000 xét nghiệm; chưa ghi gì. Hãy chia danh sách rồi gửi lại."),
    "due_out_of_range": _("Ngày lấy mẫu phải từ hôm nay đến 60 ngày tới; chưa ghi gì. Hãy sửa lại ngày."),
    "unknown_person": _(
        "Có mã người không thuộc địa bàn của bạn, nên chưa chỉ định cho ai. Hãy xem lại từng mã, hoặc nhờ đơn vị nơi người đó ở."
    ),
    "unknown_sample": _("Không có mẫu hay mẫu gộp mang mã này trong địa bàn của bạn; chưa ghi gì. Hãy quét lại hoặc gõ lại mã trên nhãn."),
    "sample_state": _("Trạng thái của mẫu không cho phép việc này; những gì đã ghi được giữ nguyên. Hãy mở trang của mẫu để xem."),
    "sample_not_taken": _("Mẫu này chưa được ghi là đã lấy, nên kết quả chưa được ghi. Hãy ghi lần lấy mẫu trước, rồi nhập lại."),
    "not_own_sample": _("Người khác ghi mẫu này nên chưa hoàn tác; bản ghi được giữ nguyên. Hãy nhờ người đã ghi."),
    "event_conflict": _("Phiếu này đã được gửi với nội dung khác; bản trước được giữ nguyên. Hãy tải lại trang rồi nhập lại."),
    "reason_missing": _("Hãy ghi lý do."),
    "has_result": _("Xét nghiệm này đã có kết quả nên không hủy được nữa; kết quả được giữ nguyên."),
    "ct_out_of_range": _("Giá trị CT phải lớn hơn 0 và không quá 50. Hãy xem lại phiếu."),
    "ct_without_pcr": _("Chỉ PCR mới có giá trị CT. Hãy để trống, hoặc sửa phương pháp."),
    "too_long": _("Nội dung này dài quá. Hãy viết ngắn lại."),
    "pool_has_result": _("Mẫu gộp này đã có kết quả, và kết quả đó được giữ nguyên. Nếu nó sai, hãy đính chính trên trang của mẫu gộp."),
    "already_corrected": _("Kết quả này đã được đính chính. Hãy tải lại trang và đính chính kết quả mới nhất."),
    "same_outcome": _("Kết quả mới giống kết quả cũ nên chưa ghi gì. Hãy chọn kết quả đúng."),
    "pool_member": _("Kết quả này đến từ mẫu gộp. Hãy đính chính trên trang của mẫu gộp."),
    "too_few_samples": _("Mẫu gộp cần ít nhất 2 mẫu."),
    "pool_too_large": _("Mẫu gộp có nhiều nhất 20 mẫu; chưa ghi gì. Hãy chia thành nhiều mẫu gộp."),
    **{
        reason.value: CASE_REASONS[reason]
        for reason in (CaseProblemReason.NO_ZONE, CaseProblemReason.OUT_OF_RANGE, CaseProblemReason.IN_THE_FUTURE)
    },
}
ACTION_NAMES: Final[Mapping[str, object]] = {
    "laboratory.order": _("Chỉ định xét nghiệm"),
    "laboratory.cancel": _("Hủy chỉ định xét nghiệm"),
    "laboratory.take": _("Ghi mẫu đã lấy"),
    "laboratory.undo_take": _("Hoàn tác việc lấy mẫu"),
    "laboratory.move": _("Ghi mẫu đã nhận, bị từ chối hoặc bị mất"),
    "laboratory.pool": _("Gộp mẫu"),
    "laboratory.add_results": _("Ghi kết quả của phòng xét nghiệm"),
    "laboratory.correct": _("Đính chính kết quả xét nghiệm"),
    "laboratory.resolve": _("Tìm mẫu cho một kết quả"),
    "laboratory.add_laboratory": _("Thêm phòng xét nghiệm"),
    "laboratory.purge": _("Xóa xét nghiệm đã hết hạn lưu"),
}
