"""What stands in a line of the list, for every kind of file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from truyvet.investigations.exports.log import ContactExport
from truyvet.investigations.labels import VERDICTS, DayZero, sentence
from truyvet.investigations.queries import RunContactRow
from truyvet.tabular import Cell
from truyvet.web.clock import local


def headings() -> list[str]:
    """The heads of the columns, in the active language."""
    return [
        _("Thứ tự"), _("Mã hồ sơ"), _("Họ và tên"), _("Năm sinh"), _("Giới"), _("Điện thoại"), _("Xã, phường"), _("Địa chỉ"), _("Vòng"),
        _("Vì sao"), _("Điểm"), _("Số lần tiếp xúc"), _("Số phút"), _("Lần đầu"), _("Lần cuối"), _("Kết luận"), _("Lý do kết luận"),
        _("Mã bản xuất"),
    ]  # fmt: skip


def lines(export: ContactExport, rows: Iterable[RunContactRow] | None = None) -> Iterator[tuple[Cell, ...]]:
    """One line a contact. Without names there is no name, phone, address or free text in it."""
    for row in export.rows if rows is None else rows:
        yield line(export, row)


def line(export: ContactExport, row: RunContactRow) -> tuple[Cell, ...]:
    """The cells of one contact, in the order of ``headings``."""
    who, known = export.identities.get(row.person_id), row.person
    return (
        row.rank,
        known.code if known else "",
        who.name if who else "",
        known.birth_year if known else None,
        gender_words(known.gender if known else ""),
        ", ".join(who.phones) if who else "",
        known.commune_name if known else "",
        who.address if who else "",
        f"F{row.generation}",
        sentence(row, _zero(export, row)),
        round(row.score, 4),
        row.exposures,
        row.seconds // 60,
        moment_words(row.first),
        moment_words(row.last),
        str(VERDICTS[row.verdict][0]) if row.verdict else "",
        row.decision_reason if export.names else "",
        export.mark,
    )


def _zero(export: ContactExport, row: RunContactRow) -> DayZero:
    """Whether the day of the strongest tie counts from an onset or from a sample."""
    known = export.onsets.get(row.source.person_id) if row.source is not None else None
    return DayZero.UNKNOWN if known is None else DayZero.ONSET if known else DayZero.SAMPLE


def moment_words(at: int) -> str:
    """An epoch second as local day and time."""
    return f"{local(datetime.fromtimestamp(at, UTC)):%d/%m/%Y %H:%M}"


def gender_words(gender: str) -> str:
    """The word for a gender as stored; empty when it is not known."""
    return {"m": _("Nam"), "f": _("Nữ"), "x": _("Khác")}.get(gender, "")
