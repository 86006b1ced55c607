"""Forms of the cases room. Moments are typed in local time; a bare day means 00:00 of that day."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from truyvet.cases.actions import NewCase, ResultEntry
from truyvet.cases.labels import METHODS, OUTCOMES, REASONS, STATES
from truyvet.cases.queries import CaseFile
from truyvet.cases.rules import EARLIEST_MOMENT, CaseDates, CaseProblemReason, CaseState, ResultMethod, ResultOutcome
from truyvet.core.local_day import LocalDay
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.values import MaskedPerson, NewPerson

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CITIZEN_CARD_DIGITS = 12
IN_RANGE = MinValueValidator(EARLIEST_MOMENT.date(), REASONS[CaseProblemReason.OUT_OF_RANGE])
"""The rule looks at moments; the year 1 has days whose first moment is none."""


def midnight(day: date | None) -> datetime | None:
    """Returns 00:00 of a local day, aware."""
    return None if day is None else LocalDay.of_date(day).start


class MomentInput(forms.DateTimeInput):
    """Day and time in the browser's own picker."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class DayInput(forms.DateInput):
    """A day in the browser's own picker."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


def moment(label: StrOrPromise, *, required: bool = True, help_text: StrOrPromise = "") -> forms.DateTimeField:
    """Returns a field for a moment."""
    return forms.DateTimeField(label=label, required=required, help_text=help_text, widget=MomentInput())


class FindCaseForm(forms.Form):
    """Find by the start of a case code or of a person's code: both opaque, so they may stand in the address."""

    tim = forms.CharField(label=_("Mã ca hoặc mã hồ sơ"), required=False, max_length=16, widget=forms.TextInput(attrs={"type": "search"}))
    tt = forms.CharField(required=False, widget=forms.HiddenInput())


class FindByPersonForm(forms.Form):
    """Find by name or number: personal, so it is sent in the body."""

    text = forms.CharField(
        label=_("Tên, số điện thoại hoặc số giấy tờ của người bệnh"),
        help_text=_("Lần tìm này được ghi lại và tính vào số người bạn được xem trong ngày."),
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    page = forms.CharField(required=False, widget=forms.HiddenInput)


class DatesForm(forms.Form):
    """The moments of a case."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    onset_at = forms.DateField(label=_("Ngày khởi phát"), required=False, widget=DayInput(), validators=[IN_RANGE])
    sample_at = moment(_("Lấy mẫu lúc"), required=False)
    infectious_from = moment(_("Có thể lây từ"), required=False, help_text=_("Để trống thì tính theo định nghĩa của lần truy vết."))
    infectious_until = moment(_("Có thể lây đến"), required=False)

    @classmethod
    def of(cls, case: CaseFile) -> DatesForm:
        """Filled with what stands in the case."""
        dates = case.dates
        onset = None if dates.onset_at is None else LocalDay.of(dates.onset_at)
        return cls(
            initial={
                "version": case.version, "onset_at": onset, "sample_at": dates.sample_at,
                "infectious_from": dates.infectious_from, "infectious_until": dates.infectious_until,
            }
        )  # fmt: skip

    def dates(self) -> CaseDates:
        """Returns what was typed, as a value."""
        cleaned = self.cleaned_data
        return CaseDates(midnight(cleaned["onset_at"]), cleaned["sample_at"], cleaned["infectious_from"], cleaned["infectious_until"])


class ResultForm(forms.Form):
    """A laboratory result."""

    reference = forms.CharField(label=_("Số phiếu xét nghiệm"), max_length=64)
    method = forms.ChoiceField(label=_("Phương pháp"), choices=[(each.value, word) for each, word in METHODS.items()])
    outcome = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[(each.value, word) for each, (word, _state) in OUTCOMES.items()],
        widget=forms.RadioSelect,
        help_text=_("Kết quả dương tính cần người thứ hai xác nhận."),
    )
    sampled_at = moment(_("Lấy mẫu lúc"))

    def entry(self) -> ResultEntry:
        """Returns what was typed, as a value."""
        cleaned = self.cleaned_data
        return ResultEntry(cleaned["reference"], ResultMethod(cleaned["method"]), ResultOutcome(cleaned["outcome"]), cleaned["sampled_at"])


class CloseCaseForm(forms.Form):
    """How and when the illness ended."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    state = forms.ChoiceField(
        label=_("Kết cục"),
        choices=[(state.value, STATES[state][0]) for state in (CaseState.RECOVERED, CaseState.DIED)],
        widget=forms.RadioSelect,
    )
    closed_on = forms.DateField(label=_("Ngày"), widget=DayInput(), validators=[IN_RANGE])

    def closed_at(self) -> datetime:
        """Returns 00:00 of the local day."""
        return LocalDay.of_date(self.cleaned_data["closed_on"]).start


class NewCaseForm(forms.Form):
    """A case in one form: who, what is known, the result."""

    event_id = forms.UUIDField(widget=forms.HiddenInput())
    text = forms.CharField(
        label=_("Số điện thoại, số giấy tờ hoặc tên"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        help_text=_("Chỉ tìm trong địa bàn của bạn."),
    )
    person = forms.ChoiceField(label=_("Người tìm thấy"), required=False, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Họ và tên"), required=False, max_length=120)
    birth_year = forms.IntegerField(label=_("Năm sinh"), required=False, min_value=1880, max_value=2200)
    gender = forms.ChoiceField(label=_("Giới"), required=False, choices=[("", "–"), ("m", _("Nam")), ("f", _("Nữ")), ("x", _("Khác"))])
    commune = forms.ChoiceField(label=_("Xã, phường nơi ở"), required=False)
    phone = forms.CharField(label=_("Số điện thoại"), required=False, max_length=20)
    card = forms.CharField(label=_("Số căn cước"), required=False, max_length=20, help_text=_("9 hoặc 12 chữ số."))
    onset_at = forms.DateField(
        label=_("Ngày khởi phát"),
        required=False,
        widget=DayInput(),
        validators=[IN_RANGE],
        help_text=_("Để trống nếu không có triệu chứng."),
    )
    sample_at = moment(_("Lấy mẫu lúc"), required=False)
    reference = forms.CharField(label=_("Số phiếu xét nghiệm"), required=False, max_length=64, help_text=_("Để trống nếu chưa có kết quả."))
    method = forms.ChoiceField(label=_("Phương pháp"), required=False, choices=[(each.value, word) for each, word in METHODS.items()])
    outcome = forms.ChoiceField(
        label=_("Kết quả"),
        required=False,
        choices=[("", _("Chưa có")), *((each.value, word) for each, (word, _state) in OUTCOMES.items())],
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        communes: Sequence[tuple[str, str]],
        people: Sequence[MaskedPerson] = (),
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        choose = [("", gettext("Người khác, đăng ký bên dưới"))]
        for person in people:
            parts = (person.masked, str(person.birth_year or ""), person.commune_name)
            known = " · ".join(part for part in parts if part)
            choose.append((person.code, f"{known} · {person.code}"))
        self._choices("person", choose)
        self._choices("commune", [("", "–"), *communes])
        # Who is chosen above is registered already; anybody else needs at least a name and a home.
        chosen = bool((data or initial or {}).get("person"))
        for name, words in {
            "name": gettext("Hãy chọn một người ở trên, hoặc ghi họ tên."),
            "commune": gettext("Hãy chọn nơi ở."),
        }.items():
            self.fields[name].required = not chosen
            self.fields[name].error_messages["required"] = words

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Checks that a result is whole or absent."""
        cleaned = super().clean() or {}
        result = {"reference": cleaned.get("reference"), "outcome": cleaned.get("outcome")}
        if any(result.values()):
            wanted = {
                "reference": gettext("Hãy ghi số phiếu xét nghiệm."),
                "outcome": gettext("Hãy chọn kết quả."),
                "sample_at": gettext("Kết quả cần thời điểm lấy mẫu."),
            }
            for field, words in wanted.items():
                if not cleaned.get(field) and field not in self.errors:
                    self.add_error(field, words)
        return cleaned

    def new_person(self) -> NewPerson:
        """Returns the person that this form registers."""
        cleaned = self.cleaned_data
        digits = "".join(letter for letter in cleaned["card"] if letter.isalnum())
        kind = IdentifierKind.CCCD if len(digits) == CITIZEN_CARD_DIGITS else IdentifierKind.CMND
        return NewPerson(
            name=cleaned["name"],
            birth_year=cleaned["birth_year"],
            gender=cleaned["gender"],
            commune_id=int(cleaned["commune"]),
            phones=(cleaned["phone"],) if cleaned["phone"] else (),
            identifiers=((kind, cleaned["card"]),) if digits else (),
            event_id=uuid.uuid5(cleaned["event_id"], "person"),
        )

    def entry(self, person_id: int, attached: tuple[str | datetime, ...] = ()) -> NewCase:
        """Returns what was typed, as a value."""
        cleaned = self.cleaned_data
        result = None
        if cleaned["reference"] and cleaned["outcome"]:
            method = ResultMethod(cleaned["method"] or ResultMethod.PCR.value)
            result = ResultEntry(cleaned["reference"], method, ResultOutcome(cleaned["outcome"]), cleaned["sample_at"])
        return NewCase(
            event_id=cleaned["event_id"],
            person_id=person_id,
            dates=CaseDates(onset_at=midnight(cleaned["onset_at"]), sample_at=cleaned["sample_at"]),
            reported_commune_id=int(cleaned["commune"]) if cleaned["commune"] else None,
            result=result,
            attached=attached,
        )
