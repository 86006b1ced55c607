"""The form of an interview: known stays to judge, rows of named people and of places, the official questions, without a script."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from truyvet.core.pagination import ListPage
from truyvet.investigations.queries.interview_places import KnownStay
from truyvet.investigations.rules.interviews import PlaceOrigin, PlaceVerdict, ReportedPlace
from truyvet.investigations.rules.investigation_form import InvestigationForm, QuestionKind, YesNo
from truyvet.people.values import MaskedPerson, NewPerson
from truyvet.venues.labels import kind_choices
from truyvet.venues.queries import VenueRow

NEW_PERSON: Final = "new"
NEW_PLACE: Final = "unknown"
"""The choice of a place that no register knows."""
MAX_ROWS_PER_TABLE: Final = 40
MOMENT: Final = "%Y-%m-%dT%H:%M"


def _moment(label: object, lacking: object = "") -> forms.DateTimeField:
    """``lacking`` is the message when the moment is missing; without it the moment is optional."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    words: dict[str, Any] = {"required": lacking} if lacking else {}
    return forms.DateTimeField(label=label, required=bool(lacking), widget=widget, error_messages=words)  # type: ignore[arg-type]


def _search(label: object, hint: object) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=120, help_text=hint, widget=widget)  # type: ignore[arg-type]


class InterviewRow(forms.Form):
    """One row. ``now`` bounds its moments; a row in which nothing was typed is no row."""

    MARK = ""

    def __init__(self, place: int | str, posted: Mapping[str, str], *, now: datetime, bound: bool) -> None:
        self.now = now
        self.place = place
        prefix = f"{self.MARK}{place}"
        typed = {name: posted.get(f"{prefix}-{name}", "").strip() for name in self.base_fields}
        self.typed = typed
        super().__init__(posted if bound else None, prefix=prefix, initial=typed, use_required_attribute=False)

    @property
    def blank(self) -> bool:
        """Whether nothing was typed or chosen."""
        return not any(self.typed.values())

    def past_moment(self, name: str) -> datetime | None:
        """The moment of a field; one that lies ahead is an error of the field."""
        at: datetime | None = self.cleaned_data.get(name)
        if at is not None and at > self.now:
            self.add_error(name, gettext("Thời điểm này chưa đến. Hãy xem lại ngày giờ."))
            return None
        return at

    def require_fields(self, words: Mapping[str, str]) -> None:
        """Makes these fields required, each with its message when it is empty."""
        for name, lacking in words.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = lacking

    def choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Set the choices of a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


def _person_words(person: MaskedPerson) -> str:
    parts = (person.masked, str(person.birth_year or ""), person.commune_name, person.code)
    return " · ".join(part for part in parts if part)


class NamedRow(InterviewRow):
    """Somebody whom the person met: found, or registered here."""

    MARK = "n"

    text = _search(_("Tìm theo tên, số điện thoại hoặc mã hồ sơ"), _("Chỉ tìm trong địa bàn của bạn."))
    person = forms.ChoiceField(label=_("Người tìm thấy"), required=False, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Họ và tên"), required=False, max_length=120)
    phone = forms.CharField(label=_("Số điện thoại"), required=False, max_length=20)
    birth_year = forms.IntegerField(label=_("Năm sinh"), required=False, min_value=1880, max_value=2200)
    commune = forms.ChoiceField(label=_("Xã, phường nơi ở"), required=False)
    met_at = _moment(_("Gặp lần cuối lúc"))
    undated = forms.BooleanField(label=_("Không nhớ gặp lần cuối hôm nào"), required=False)
    where = forms.CharField(label=_("Gặp ở đâu"), required=False, max_length=120)
    tie = forms.CharField(
        label=_("Quan hệ"), required=False, max_length=80, help_text=_("Ví dụ: cùng nhà, cùng bàn làm, bạn học. Không ghi tên ai.")
    )

    def __init__(
        self,
        place: int,
        posted: Mapping[str, str],
        *,
        now: datetime,
        bound: bool,
        communes: Sequence[tuple[str, str]],
        people: ListPage[MaskedPerson],
    ) -> None:
        super().__init__(place, posted, now=now, bound=bound)
        self.people = people
        choices = [(person.code, _person_words(person)) for person in people.rows]
        self.choose(
            "person", [*choices, (NEW_PERSON, gettext("Người khác, đăng ký ở dưới"))] if choices else [("", "–"), (NEW_PERSON, "–")]
        )
        self.choose("commune", [("", "–"), *communes])
        if choices:
            self.require_fields({"person": gettext("Hãy chọn một người, hoặc chọn người khác rồi đăng ký.")})
        if self.typed["person"] == NEW_PERSON or not choices:
            self.require_fields({"name": gettext("Không tìm thấy ai. Hãy ghi họ tên để đăng ký."), "commune": gettext("Hãy chọn nơi ở.")})

    @property
    def registers(self) -> bool:
        """Whether this row describes a new person."""
        return self.typed["person"] in ("", NEW_PERSON)

    def clean(self) -> dict[str, Any]:
        """Checks that the last meeting does not lie in the future, and that it is known or said not to be."""
        cleaned = super().clean() or {}
        if self.past_moment("met_at") is None and not self.errors.get("met_at") and not cleaned.get("undated"):
            self.add_error("met_at", gettext("Hãy ghi ngày giờ gặp lần cuối, ước chừng cũng được; không nhớ thì đánh dấu không nhớ."))
        return cleaned

    def new_person(self, event_id: uuid.UUID) -> NewPerson:
        """Returns the person that this row registers; the same interview sent again registers nobody twice."""
        cleaned = self.cleaned_data
        return NewPerson(
            name=cleaned["name"], birth_year=cleaned["birth_year"], commune_id=int(cleaned["commune"]),
            phones=(cleaned["phone"],) if cleaned["phone"] else (), event_id=uuid.uuid5(event_id, f"named-{self.place}"),
        )  # fmt: skip

    def last_met_s(self) -> int | None:
        """Epoch seconds of the last meeting; None when the day is not remembered."""
        at = self.cleaned_data["met_at"]
        return None if at is None else int(at.timestamp())


class ReportedPlaceRow(InterviewRow):
    """A place where the person says they were: a venue, or one that no register knows."""

    MARK = "p"

    text = _search(_("Tên nơi đã đến"), _("Tìm trong các địa điểm của địa bàn."))
    venue = forms.ChoiceField(label=_("Nơi tìm thấy"), required=False, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Gọi nơi ấy là gì"), required=False, max_length=120, help_text=_("Ví dụ: quán nước đầu ngõ."))
    address = forms.CharField(label=_("Ở chỗ nào"), required=False, max_length=200)
    commune = forms.ChoiceField(label=_("Xã, phường"), required=False)
    kind = forms.ChoiceField(label=_("Loại nơi"), required=False)
    since = _moment(_("Đến lúc"), _("Hãy ghi ngày giờ đến, ước chừng cũng được."))
    until = _moment(_("Rời lúc"))

    def __init__(
        self, place: int, posted: Mapping[str, str], *, now: datetime, bound: bool, kept_from: int, venues: ListPage[VenueRow],
        communes: Sequence[tuple[str, str]],
    ) -> None:  # fmt: skip
        super().__init__(place, posted, now=now, bound=bound)
        self.kept_from = kept_from
        self.venues = venues
        found = [(venue.code, f"{venue.name} · {venue.commune}") for venue in venues.rows]
        unknown = (NEW_PLACE, gettext("Không phải nơi nào ở trên: ghi ở dưới"))
        self.choose("venue", [*found, unknown] if found else [("", "–"), unknown])
        self.choose("commune", [("", "–"), *communes])
        self.choose("kind", [("", "–"), *kind_choices()])
        if found:
            self.require_fields({"venue": gettext("Hãy chọn một nơi trong danh sách.")})
        if self.typed["venue"] == NEW_PLACE or self.typed["name"]:
            self.require_fields({"commune": gettext("Hãy chọn xã, phường: xã ấy sẽ tìm nơi này.")})

    @property
    def is_unknown(self) -> bool:
        """Whether the row describes a place that no register knows."""
        return self.typed["venue"] in ("", NEW_PLACE)

    def clean(self) -> dict[str, Any]:
        """Checks that there is a place, and that the stay lies in the days that are kept and ends after it began."""
        cleaned = super().clean() or {}
        check_stay(self, self.kept_from)
        if self.is_unknown and not self.typed["name"]:
            self.add_error("text", gettext("Không tìm thấy nơi nào. Thử tên ngắn hơn, hoặc ghi nơi ấy ở dưới."))
        return cleaned

    def reported_place(self) -> ReportedPlace:
        """The place as a value."""
        posted = self.cleaned_data
        start, end = stay_of(posted)
        if not self.is_unknown:
            return ReportedPlace(posted["venue"], start, end)
        commune, kind = int(posted["commune"]), posted["kind"] or "other"
        return ReportedPlace("", start, end, name=posted["name"], address=posted["address"], commune_id=commune, kind=kind)


class KnownStayRow(InterviewRow):
    """A stay that we know of, which the person confirms, corrects or strikes; without an answer nobody has asked yet."""

    verdict = forms.ChoiceField(
        label=_("Hỏi người bệnh"), required=False, widget=forms.RadioSelect,
        choices=[
            ("", _("chưa hỏi")), (PlaceVerdict.CONFIRMED.value, _("đúng")), (PlaceVerdict.CORRECTED.value, _("có đến, giờ khác")),
            (PlaceVerdict.STRUCK.value, _("không có mặt")),
        ],
    )  # fmt: skip
    since = _moment(_("Đến lúc"))
    until = _moment(_("Rời lúc"))
    word = forms.CharField(label=_("Người bệnh nói gì"), required=False, max_length=200)

    def __init__(self, stay: KnownStay, number: int, posted: Mapping[str, str], *, now: datetime, bound: bool, kept_from: int) -> None:
        super().__init__(stay.key, posted, now=now, bound=bound)
        self.stay, self.number, self.kept_from = stay, number, kept_from

    @property
    def blank(self) -> bool:
        """Whether nobody asked."""
        return not self.typed["verdict"]

    def clean(self) -> dict[str, Any]:
        """Checks that other times are told where they are others, and a word is said where the person was not there."""
        cleaned = super().clean() or {}
        verdict = cleaned.get("verdict")
        if verdict == PlaceVerdict.CORRECTED.value and check_stay(self, self.kept_from) is None and not self.errors.get("since"):
            self.add_error("since", gettext("Hãy ghi giờ đến mà người bệnh nói."))
        if verdict == PlaceVerdict.STRUCK.value and not cleaned.get("word"):
            is_visit = self.stay.origin is PlaceOrigin.VISIT
            counted = gettext("Hãy ghi vì sao không phải: lượt đến này sẽ không được tính nữa.")
            kept = gettext("Hãy ghi vì sao không phải. Lần ở gần do Bluetooth ghi vẫn nằm trong truy vết.")
            self.add_error("word", counted if is_visit else kept)
        return cleaned

    def reported_place(self) -> ReportedPlace:
        """The judged stay as a value."""
        posted, stay = self.cleaned_data, self.stay
        verdict = PlaceVerdict(posted["verdict"])
        start, end = stay_of(posted) if verdict is PlaceVerdict.CORRECTED else (stay.start, stay.end)
        return ReportedPlace(
            stay.venue_code, start, end, origin=stay.origin, verdict=verdict, word=posted["word"], source_event=stay.event_id,
            known_start=stay.start, known_end=stay.end,
        )  # fmt: skip


def check_stay(row: InterviewRow, kept_from: int) -> datetime | None:
    """Returns when a stay began; adds what is wrong with its times to the row."""
    since, until = row.past_moment("since"), row.past_moment("until")
    if since is not None and since < datetime.fromtimestamp(kept_from, UTC):
        row.add_error("since", gettext("Chỉ ghi lượt đến trong 21 ngày gần đây."))
    if since is not None and until is not None and until < since:
        row.add_error("until", gettext("Lúc rời phải sau lúc đến."))
    return since


def stay_of(posted: Mapping[str, Any]) -> tuple[int, int | None]:
    """Returns the epoch seconds of a row's stay."""
    until = posted["until"]
    return int(posted["since"].timestamp()), None if until is None else int(until.timestamp())


class OfficialForm(forms.Form):
    """The questions of the official form that our records do not answer, with their numbers; none is required."""

    def __init__(self, form: InvestigationForm, posted: Mapping[str, str]) -> None:
        super().__init__(posted, prefix="q", use_required_attribute=False)
        language = "en" if (get_language() or "vi").startswith("en") else "vi"
        self.sections: list[tuple[str, list[forms.BoundField]]] = []
        for title, questions in form.sections:
            asked = [question for question in questions if question.kind is not QuestionKind.FILLED]
            for question in asked:
                label = f"{question.number}. {question.text[language]}"
                hint = "" if question.is_confirmed else gettext("Ô này chưa đối chiếu với mẫu gốc.")
                self.fields[question.key] = (
                    forms.ChoiceField(label=label, required=False, help_text=hint, choices=yes_no_choices())
                    if question.kind is QuestionKind.YES_NO
                    else forms.CharField(label=label, required=False, max_length=300, help_text=hint)
                )
            self.sections.append((title[language], [self[question.key] for question in asked]))


def yes_no_choices() -> list[tuple[str, str]]:
    """Returns the answers to a question of yes and no; not asked is never no."""
    return [("", gettext("chưa hỏi")), (YesNo.YES, gettext("có")), (YesNo.NO, gettext("không")), (YesNo.UNSURE, gettext("không nhớ"))]
