"""How a contact's score came about, as sentences: for whoever wants to know why this one is called first."""

from __future__ import annotations

from django.utils.translation import gettext as _

from truyvet.investigations import words
from truyvet.investigations.queries import ContactRow, EvidenceRow
from truyvet.investigations.rules.told import Told
from truyvet.tracing.answer import ENCOUNTER, GROUP, NAMED, VISIT
from truyvet.tracing.calendar import local_day
from truyvet.web.words import duration_words, number_words


def score_words(row: ContactRow, evidence: tuple[EvidenceRow, ...], zero: words.Zero = words.Zero.ONSET) -> list[str]:
    """How the score came about, as sentences: time, days, infectiousness near onset, certainty of the scans."""
    told = [_("Điểm %(score)s trên thang 0–1 (%(level)s). Điểm chỉ để xếp thứ tự gọi, không phải kết luận.")
            % {"score": number_words(row.score, 2), "level": str(words.LEVELS[row.level]).lower()}]  # fmt: skip
    days = len({local_day(each.start) for each in evidence})
    if row.seconds:
        told.append(
            _("Thời gian: %(length)s trong %(n)s lần tiếp xúc, %(days)s ngày. Càng lâu, điểm càng cao.")
            % {"length": duration_words(row.seconds), "n": number_words(row.exposures), "days": number_words(max(days, 1))}
        )
    if row.why_relative is not None:
        told.append(
            _("Gần ngày khởi phát: lần cuối là %(relative)s. Từ hai ngày trước đến hai ngày sau được tính nặng nhất.")
            % {"relative": words.relative_words(row.why_relative, zero)}
        )
    if row.generation > 1:
        told.append(_("Vòng hai: điểm của người ở giữa được nhân vào, nên thấp hơn."))
    told += _certainty(evidence)
    return told


def _certainty(evidence: tuple[EvidenceRow, ...]) -> list[str]:
    told = []
    sure = [each.assurance for each in evidence if each.kind == VISIT and each.assurance >= 0]
    if sure:
        least = str(words.ASSURANCES.get(min(sure), words.ASSURANCES[-1]))
        told.append(_("Độ chắc của lượt quét: %(low)s. Quét chắc được tính nặng hơn.") % {"low": least})
    if any(each.kind == ENCOUNTER for each in evidence):
        told.append(_("Bluetooth: máy ước lượng khoảng cách, có thể nhầm qua vách; cần hỏi lại."))
    if any(each.kind == NAMED and each.told != Told.DECLARATION for each in evidence):
        told.append(_("Được kể tên: tính như một thời gian cố định, vì người phỏng vấn đã nghe kể."))
    if any(each.told == Told.DECLARATION for each in evidence):
        told.append(_("Có lời khai trong tờ khai y tế: chưa ai kiểm chứng, cần hỏi lại."))
    if any(each.kind == GROUP for each in evidence):
        told.append(_("Cùng hộ hoặc cùng nhóm: tính theo loại nhóm, không theo phút."))
    return told
