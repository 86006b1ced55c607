"""Forms of the laboratory room. Codes of samples are opaque; moments are typed in local time."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.cases.forms import DayInput, moment
from truyvet.core.local_day import LocalDay
from truyvet.laboratory.labels import KINDS, METHODS, OUTCOMES, PRIORITIES, SAMPLING_REASONS
from truyvet.laboratory.rules.results import LabMethod, LabOutcome, LabResultEntry
from truyvet.laboratory.rules.samples import SampleKind, SamplingPriority, SamplingReason, SamplingRequest, TakenSample, label_code

CODE_INPUT: Final = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": "", "data-code": ""}
NOTE: Final = forms.Textarea(attrs={"rows": 2})
UNDECIDED: Final = ("", _("Chưa chọn"))


class SentOnceLabForm(forms.Form):
    """A form that is written once, however often it is sent."""

    event_id = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"event_id": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class OrderForm(SentOnceLabForm):
    """Who is to be tested, when and why. Nothing about health is chosen beforehand."""

    persons = forms.CharField(
        label=_("Mã hồ sơ, mỗi dòng một mã"), max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 2, "autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    due_on = forms.DateField(label=_("Ngày lấy mẫu"), widget=DayInput())
    reason = forms.ChoiceField(
        label=_("Vì sao xét nghiệm"), choices=[UNDECIDED, *((each.value, label) for each, label in SAMPLING_REASONS.items())]
    )
    priority = forms.ChoiceField(
        label=_("Mức độ"), widget=forms.RadioSelect, initial=SamplingPriority.NORMAL.value,
        choices=[(each.value, label) for each, label in PRIORITIES.items()],
    )  # fmt: skip

    def codes(self) -> list[str]:
        """Returns the codes of persons, each once."""
        return list(dict.fromkeys(self.cleaned_data["persons"].replace(",", " ").upper().split()))

    def request(self, person_ids: tuple[int, ...]) -> SamplingRequest:
        """Returns what was typed, as a value."""
        data = self.cleaned_data
        day = LocalDay.of_date(data["due_on"])
        return SamplingRequest(data["event_id"], person_ids, (day,), SamplingReason(data["reason"]), SamplingPriority(data["priority"]))


class TakeSampleForm(SentOnceLabForm):
    """A sample that is taken now."""

    code = forms.CharField(label=_("Mã trên nhãn"), max_length=80, widget=forms.TextInput(attrs=CODE_INPUT))
    kind = forms.ChoiceField(label=_("Loại mẫu"), choices=[UNDECIDED, *((each.value, label) for each, label in KINDS.items())])
    place = forms.CharField(label=_("Nơi lấy mẫu"), required=False, max_length=120)

    def entry(self) -> TakenSample:
        """Returns what was typed, as a value; the time is the server's, so that the same form sent twice says the same."""
        data = self.cleaned_data
        # A text that is no code of ours stays as it is, and is found nowhere.
        code = label_code(data["code"]) or data["code"][:16]
        return TakenSample(data["event_id"], code, SampleKind(data["kind"]), None, data["place"])


class LabResultForm(SentOnceLabForm):
    """A laboratory's result. The outcome is never chosen beforehand."""

    outcome = forms.ChoiceField(
        label=_("Kết quả"), widget=forms.RadioSelect, choices=[(each.value, label) for each, (label, _state) in OUTCOMES.items()]
    )
    method = forms.ChoiceField(label=_("Cách xét nghiệm"), choices=[UNDECIDED, *((each.value, label) for each, label in METHODS.items())])
    ct = forms.DecimalField(
        label=_("Giá trị CT"), required=False, localize=True, max_digits=5, decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    reference = forms.CharField(label=_("Số phiếu"), required=False, max_length=64)
    reported_at = moment(_("Trả kết quả lúc"))

    def entry(self, code: str) -> LabResultEntry:
        """Returns what was typed, as a value."""
        data = self.cleaned_data
        ct = None if data["ct"] is None else float(data["ct"])
        outcome, method = LabOutcome(data["outcome"]), LabMethod(data["method"])
        return LabResultEntry(data["event_id"], code, outcome, method, data["reported_at"], ct, data["reference"].strip())


class CorrectionForm(SentOnceLabForm):
    """The right outcome in the place of a wrong one, and why."""

    outcome = forms.ChoiceField(label=_("Kết quả đúng"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Vì sao đính chính"), max_length=500, widget=NOTE)

    def __init__(self, *args: Any, wrong: LabOutcome, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.value, label) for each, (label, _state) in OUTCOMES.items() if each is not wrong]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]


class ResolveForm(forms.Form):
    """Whose sample a result of a file belongs to, or why it is nobody's."""

    text = forms.CharField(label=_("Tìm người"), required=False, max_length=120, widget=forms.TextInput(attrs={"type": "search"}))
    code = forms.CharField(label=_("Mã trên nhãn"), required=False, max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    reason = forms.CharField(label=_("Vì sao để riêng"), required=False, max_length=500, widget=NOTE)
