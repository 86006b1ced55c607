"""The official form of a case investigation on A4, filled as far as we know. All words come as data, so no name is read as markup."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from truyvet.cases.queries import CaseFile
from truyvet.core.local_day import LocalDay
from truyvet.investigations import interview_labels as labels
from truyvet.investigations.queries.interview_places import KnownStay
from truyvet.investigations.queries.interviews import InterviewFile
from truyvet.investigations.rules.interviews import PlaceOrigin
from truyvet.investigations.rules.investigation_form import InvestigationForm, OfficialQuestion, QuestionKind
from truyvet.people.values import Identity
from truyvet.web.clock import local

EMPTY_ROWS = 4
"""Lines to write on by hand below what is known; a second sheet has as many again."""


def interview_pdf(
    case: CaseFile, person: Identity | None, form: InvestigationForm, shown: InterviewFile | None, stays: Sequence[KnownStay], at: datetime
) -> bytes:
    """Returns the paper of a version, or with None the one to take along: its numbers are those of the page, so it can be typed back."""
    import typst

    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    known = {
        "staff": shown.row.staff if shown else "", "day": f"{LocalDay.of(at):%d/%m/%Y}", "case": case.code,
        "name": person.name if person else "", "birth_year": str(case.birth_year or ""),
        "gender": {"m": _("nam"), "f": _("nữ")}.get(case.gender, ""),
        "address": ", ".join(part for part in (person.address, person.commune_name) if part) if person else case.commune,
        "phone": ", ".join(person.phones) if person else "",
        "onset": f"{case.dates.onset_at:%d/%m/%Y}" if case.dates.onset_at else "",
    }  # fmt: skip

    def cell(question: OfficialQuestion) -> dict[str, str | bool]:
        words = known[question.fill] if question.fill else (shown.answers.get(question.key, "") if shown else "")
        boxes = question.kind is QuestionKind.YES_NO and not words
        return {
            "label": f"{question.number}. {question.text[language]}{'' if question.is_confirmed else ' *'}", "known": bool(words),
            "words": str(labels.YES_NO.get(words, words)) if words else _("☐ có  ☐ không  ☐ không nhớ") if boxes else "",  # type: ignore[call-overload]
        }  # fmt: skip

    judged = {place.source_event: labels.VERDICT_WORDS[place.verdict] for place in shown.places} if shown else {}
    told = [place for place in shown.places if place.origin is PlaceOrigin.TOLD] if shown else []
    data = {
        "title": _("PHIẾU ĐIỀU TRA CA BỆNH"), "source": form.source, "not_asked": _("chưa hỏi"),
        "mark": _("* Ô chưa đối chiếu với mẫu gốc. Ô trống là chưa hỏi, không phải là không."),
        "sections": [{"title": title[language], "cells": [cell(each) for each in questions]} for title, questions in form.sections],
        "tables": [
            {
                "title": _("Mốc dịch tễ đã biết"), "heads": [_("TT"), _("Lúc"), _("Nơi"), _("Nguồn"), _("Người bệnh nói")],
                "rows": [
                    [f"M{n}", labels.stay_words(stay.start, stay.end), labels.stay_title(stay), labels.stay_source(stay),
                     str(judged.get(stay.event_id, _("chưa hỏi"))) if stay.event_id else _("chưa hỏi")]
                    for n, stay in enumerate(stays, 1)
                ], "empty": 0,
            },
            {
                "title": _("Nơi người bệnh kể"), "heads": [_("TT"), _("Lúc"), _("Nơi, địa chỉ, xã")],
                "rows": [[f"P{n}", labels.stay_words(each.start, each.end), labels.place_title(each)] for n, each in enumerate(told, 1)],
                "empty": EMPTY_ROWS,
            },
            {
                "title": _("Những người đã gặp"),
                "heads": [_("TT"), _("Mã hồ sơ, hoặc họ tên và điện thoại"), _("Quan hệ, gặp lần cuối, ở đâu")],
                "rows": [[f"N{n}", each.code, labels.named_words(each)] for n, each in enumerate(shown.named if shown else (), 1)],
                "empty": EMPTY_ROWS,
            },
        ],
        "printed": _("In lúc %(at)s") % {"at": f"{local(at):%H:%M %d/%m/%Y}"},
        "mind": _("Có tên người bệnh: nhập lại vào phần mềm rồi hủy."),
    }  # fmt: skip
    made: bytes = typst.compile(
        files("truyvet.investigations").joinpath("interview.typ").read_bytes(), format="pdf", font_paths=[], ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, timestamp=int(at.timestamp()),
    )  # fmt: skip
    return made
