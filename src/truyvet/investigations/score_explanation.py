"""How a contact's score came about, as sentences: for whoever wants to know why this one is called first."""

from __future__ import annotations

from django.utils.translation import gettext as _

from truyvet.investigations import labels
from truyvet.investigations.queries import EvidenceRow, RunContactRow
from truyvet.investigations.rules.evidence_origin import EvidenceOrigin
from truyvet.tracing.answer import ENCOUNTER, GROUP, NAMED, VISIT
from truyvet.tracing.calendar import local_day
from truyvet.web.display_format import duration_words, number_words


def score_words(row: RunContactRow, evidence: tuple[EvidenceRow, ...], zero: labels.DayZero = labels.DayZero.ONSET) -> list[str]:
    """How the score came about, as sentences: time, days, infectiousness near onset, certainty of the scans."""
    sentences = [_("Điểm %(score)s trên thang 0–1 (%(level)s). Điểm chỉ để xếp thứ tự gọi, không phải kết luận.")
            % {"score": number_words(row.score, 2), "level": str(labels.LEVELS[row.level]).lower()}]  # fmt: skip
    days = len({local_day(each.start) for each in evidence})
    if row.seconds:
        sentences.append(
            _("Thời gian: %(length)s trong %(n)s lần tiếp xúc, %(days)s ngày. Càng lâu, điểm càng cao.")
            % {"length": duration_words(row.seconds), "n": number_words(row.exposures), "days": number_words(max(days, 1))}
        )
    if row.why_relative is not None:
        sentences.append(
            _("Gần ngày khởi phát: lần cuối là %(relative)s. Từ hai ngày trước đến hai ngày sau được tính nặng nhất.")
            % {"relative": labels.relative_words(row.why_relative, zero)}
        )
    if row.generation > 1:
        sentences.append(_("Vòng hai: điểm của người ở giữa được nhân vào, nên thấp hơn."))
    sentences += _certainty(evidence)
    return sentences


def _certainty(evidence: tuple[EvidenceRow, ...]) -> list[str]:
    sentences = []
    sure = [each.assurance for each in evidence if each.kind == VISIT and each.assurance >= 0]
    if sure:
        least = str(labels.ASSURANCES.get(min(sure), labels.ASSURANCES[-1]))
        sentences.append(_("Độ chắc của lượt quét: %(low)s. Quét chắc được tính nặng hơn.") % {"low": least})
    if any(each.kind == ENCOUNTER for each in evidence):
        sentences.append(_("Bluetooth: máy ước lượng khoảng cách, có thể nhầm qua vách; cần hỏi lại."))
    if any(each.kind == NAMED and each.origin != EvidenceOrigin.DECLARATION for each in evidence):
        sentences.append(_("Được kể tên: tính như một thời gian cố định, vì người phỏng vấn đã nghe kể."))
    if any(each.origin == EvidenceOrigin.DECLARATION for each in evidence):
        sentences.append(_("Có lời khai trong tờ khai y tế: chưa ai kiểm chứng, cần hỏi lại."))
    if any(each.kind == GROUP for each in evidence):
        sentences.append(_("Cùng hộ hoặc cùng nhóm: tính theo loại nhóm, không theo phút."))
    return sentences
