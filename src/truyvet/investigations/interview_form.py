"""The form of an interview: rows of named people and rows of places, as many as needed, without a script."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from truyvet.core.pagination import ListPage
from truyvet.investigations.rules.interviews import ReportedPlace
from truyvet.people.values import MaskedPerson, NewPerson
from truyvet.venues.queries import VenueRow

NEW_PERSON: Final = "new"
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

    def __init__(self, place: int, posted: Mapping[str, str], *, now: datetime, bound: bool) -> None:
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
    met_at = _moment(_("Gặp lần cuối lúc"), _("Hãy ghi ngày giờ gặp lần cuối, ước chừng cũng được."))
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
        """Checks that the last meeting does not lie in the future."""
        cleaned = super().clean() or {}
        self.past_moment("met_at")
        return cleaned

    def new_person(self, event_id: uuid.UUID) -> NewPerson:
        """Returns the person that this row registers; the same interview sent again registers nobody twice."""
        cleaned = self.cleaned_data
        return NewPerson(
            name=cleaned["name"], birth_year=cleaned["birth_year"], commune_id=int(cleaned["commune"]),
            phones=(cleaned["phone"],) if cleaned["phone"] else (), event_id=uuid.uuid5(event_id, f"named-{self.place}"),
        )  # fmt: skip

    def last_met_s(self) -> int:
        """Epoch seconds of the last meeting."""
        return int(self.cleaned_data["met_at"].timestamp())


class ReportedPlaceRow(InterviewRow):
    """A place where the person says they were."""

    MARK = "p"

    text = _search(_("Tên nơi đã đến"), _("Tìm trong các địa điểm của địa bàn."))
    venue = forms.ChoiceField(label=_("Nơi tìm thấy"), required=False, widget=forms.RadioSelect)
    since = _moment(_("Đến lúc"), _("Hãy ghi ngày giờ đến, ước chừng cũng được."))
    until = _moment(_("Rời lúc"))

    def __init__(
        self, place: int, posted: Mapping[str, str], *, now: datetime, bound: bool, kept_from: int, venues: ListPage[VenueRow],
    ) -> None:  # fmt: skip
        super().__init__(place, posted, now=now, bound=bound)
        self.kept_from = kept_from
        self.venues = venues
        self.choose("venue", [(venue.code, f"{venue.name} · {venue.commune}") for venue in venues.rows] or [("", "–")])
        if venues.rows:
            self.require_fields({"venue": gettext("Hãy chọn một nơi trong danh sách.")})

    def clean(self) -> dict[str, Any]:
        """Checks that a place was found, and that the stay lies in the days that are kept and ends after it began."""
        cleaned = super().clean() or {}
        since, until = self.past_moment("since"), self.past_moment("until")
        if since is not None and since < datetime.fromtimestamp(self.kept_from, UTC):
            self.add_error("since", gettext("Chỉ ghi lượt đến trong 21 ngày gần đây."))
        if since is not None and until is not None and until < since:
            self.add_error("until", gettext("Lúc rời phải sau lúc đến."))
        if not self.venues.rows:
            self.add_error("text", gettext("Không tìm thấy nơi nào. Thử tên ngắn hơn."))
        return cleaned

    def reported_place(self) -> ReportedPlace:
        """The place as a value."""
        posted = self.cleaned_data
        until = posted["until"]
        return ReportedPlace(posted["venue"], int(posted["since"].timestamp()), None if until is None else int(until.timestamp()))
