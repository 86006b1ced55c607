"""Forms of isolation periods and of orders. Moments are typed in local time."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from truyvet.cases.forms import DayInput, moment
from truyvet.core.local_day import LocalDay
from truyvet.isolation.actions import NewOrder, OrderPlace
from truyvet.isolation.actions.orders import MAX_ORDER_DAYS
from truyvet.isolation.labels import COURSE_STEPS, END_STATES, ORDER_KINDS, PERSON_KINDS, PLACES
from truyvet.isolation.queries import SiteOccupancy
from truyvet.isolation.rules import IsolationEntry, IsolationKind, IsolationPlace
from truyvet.isolation.rules.order_dates import OrderDates, order_dates
from truyvet.isolation.rules.quarantine_lengths import PersonKind
from truyvet.isolation.rules.release import ReleaseFacts

YES_NO: Final = (("yes", _("Có")), ("no", _("Không")))


def _choices(labels: Mapping[Any, object]) -> list[tuple[str, Any]]:
    return [(each.value, label) for each, label in labels.items()]


class IsolationForm(forms.Form):
    """Where and from when."""

    place = forms.ChoiceField(label=_("Nơi cách ly"), choices=_choices(PLACES))
    starts_at = moment(_("Từ lúc"))

    def entry(self) -> IsolationEntry:
        """Returns what was typed, as a value."""
        return IsolationEntry(IsolationPlace(self.cleaned_data["place"]), self.cleaned_data["starts_at"])


class EndIsolationForm(forms.Form):
    """Until when."""

    ends_at = moment(_("Kết thúc lúc"))


class NewCaseIsolationForm(forms.Form):
    """The part about isolation in the form that enters a case: whole or empty."""

    place = forms.ChoiceField(
        label=_("Nơi cách ly"),
        required=False,
        choices=[("", _("Chưa cách ly")), *_choices(PLACES)],
    )
    isolated_at = moment(_("Cách ly từ lúc"), required=False)

    def clean(self) -> dict[str, Any]:
        """Checks that the isolation is whole or absent."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("place")) != bool(cleaned.get("isolated_at")) and "isolated_at" not in self.errors:
            lacking = "isolated_at" if cleaned.get("place") else "place"
            self.add_error(lacking, gettext("Hãy ghi cả nơi cách ly và lúc bắt đầu."))
        return cleaned

    def entry(self) -> IsolationEntry | None:
        """Returns what was typed, as a value."""
        place, starts_at = self.cleaned_data["place"], self.cleaned_data["isolated_at"]
        return IsolationEntry(IsolationPlace(place), starts_at) if place else None


class RepeatSafeForm(forms.Form):
    """A form that is written once, however often it is sent."""

    event_id = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"event_id": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class CourseForm(RepeatSafeForm):
    """The next step in the course of a case."""

    step = forms.ChoiceField(label=_("Diễn biến"), widget=forms.RadioSelect, choices=_choices(COURSE_STEPS))
    course_at = moment(_("Lúc"))
    course_place = forms.CharField(label=_("Ở đâu"), required=False, max_length=120, help_text=_("Tên bệnh viện, hoặc tại nhà."))


class OrderPlaceForm(RepeatSafeForm):
    """Where somebody is kept apart: an address, or a site of the reader's units."""

    place = forms.ChoiceField(label=_("Nơi cách ly"), widget=forms.RadioSelect, choices=_choices(PLACES))
    address = forms.CharField(label=_("Địa chỉ nơi cách ly"), required=False, max_length=200, help_text=_("Cần ghi khi cách ly tại nhà."))
    site = forms.ChoiceField(label=_("Khu cách ly"), required=False)

    def __init__(self, *args: Any, sites: Sequence[SiteOccupancy] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = [(str(each.id), gettext("%(name)s (còn %(left)s chỗ)") % {"name": each.name, "left": each.left}) for each in sites]
        self.fields["site"].choices = [("", gettext("Không ở khu nào")), *left]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Checks that the place has what it needs."""
        cleaned = super().clean() or {}
        if cleaned.get("place") == IsolationPlace.HOME.value and not cleaned.get("address", "").strip():
            self.add_error("address", gettext("Hãy ghi địa chỉ nơi cách ly."))
        if cleaned.get("place") == IsolationPlace.CENTRAL.value and not cleaned.get("site") and "site" not in self.errors:
            self.add_error("site", gettext("Hãy chọn khu cách ly. Chưa có khu nào thì ghi khu trước, ở trang Khu cách ly."))
        return cleaned

    def order_place(self) -> OrderPlace:
        """Returns what was typed, as a value."""
        kind, site = IsolationPlace(self.cleaned_data["place"]), self.cleaned_data["site"]
        is_site = kind is IsolationPlace.CENTRAL
        return OrderPlace(kind, "" if is_site else self.cleaned_data["address"].strip(), int(site) if is_site else None)


class IssueForm(OrderPlaceForm):
    """A new order. Nothing about anybody's health is chosen beforehand."""

    person = forms.CharField(max_length=16, widget=forms.HiddenInput())
    case = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput())
    kind = forms.ChoiceField(label=_("Loại quyết định"), widget=forms.RadioSelect, choices=_choices(ORDER_KINDS))
    person_kind = forms.ChoiceField(
        label=_("Diện cách ly"), required=False, choices=[("", _("Tự ghi ngày, không tính theo quy định")), *_choices(PERSON_KINDS)]
    )
    last_exposure = forms.DateField(label=_("Ngày tiếp xúc cuối, hoặc ngày đến"), required=False, widget=DayInput())
    first_day = forms.DateField(label=_("Từ ngày"), widget=DayInput())
    last_day = forms.DateField(label=_("Đến hết ngày"), widget=DayInput())
    number = forms.CharField(label=_("Số quyết định"), max_length=40, help_text=_("Như trên giấy, ví dụ 12/QĐ-UBND."))
    legal_basis = forms.CharField(label=_("Căn cứ"), max_length=200)
    responsible = forms.ChoiceField(label=_("Xã chịu trách nhiệm"))

    def __init__(self, *args: Any, communes: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].choices = communes  # type: ignore[attr-defined]

    def entry(self, person_id: int, issued_at: datetime) -> NewOrder:
        """Returns the order; it names the rule only while its last day is the rule's."""
        told = self.cleaned_data
        first, last = LocalDay.of_date(told["first_day"]), LocalDay.of_date(told["last_day"])
        dates = rule_dates(told["person_kind"], told["last_exposure"], issued_at)
        is_by_rule = dates is not None and dates.last_day == last
        return NewOrder(
            told["event_id"], IsolationKind(told["kind"]), person_id, told["number"], told["legal_basis"], int(told["responsible"]),
            self.order_place(), first, last, dates.length.version if dates and is_by_rule else "",
            len(dates.test_days) if dates and is_by_rule else 0, told["case"],
        )  # fmt: skip


def rule_dates(person_kind: str, exposure: date | None, issued_at: datetime) -> OrderDates | None:
    """Returns the days by the rule in force; None when none fits or nothing was chosen."""
    if person_kind not in {each.value for each in PersonKind} or exposure is None:
        return None
    if not 0 <= LocalDay.of(issued_at).number - LocalDay.of_date(exposure).number <= MAX_ORDER_DAYS:
        return None
    return order_dates(PersonKind(person_kind), LocalDay.of_date(exposure).start, issued_at)


class StepForm(RepeatSafeForm):
    """A step of an order, at the version that was read."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput())


class ReasonForm(StepForm):
    """A step that says why."""

    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ExtendForm(ReasonForm):
    """A later last day."""

    last_day = forms.DateField(label=_("Gia hạn đến hết ngày"), widget=DayInput())

    def clean_last_day(self) -> LocalDay:
        """Returns the day as a day of the house."""
        return LocalDay.of_date(self.cleaned_data["last_day"])


class MoveForm(OrderPlaceForm, ReasonForm):
    """Another place."""


class TransferForm(ReasonForm):
    """To whom an order is handed over."""

    to_unit = forms.ChoiceField(label=_("Xã tiếp nhận trong tỉnh"), required=False)
    to_province = forms.CharField(label=_("Hoặc tỉnh khác"), required=False, max_length=80)

    def __init__(self, *args: Any, communes: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_unit"].choices = [("", gettext("Không chuyển trong tỉnh")), *communes]  # type: ignore[attr-defined]


class AcceptForm(StepForm):
    """Who accepted, when it was another province."""

    accepted_by = forms.CharField(label=_("Ai ở tỉnh kia đã nhận"), required=False, max_length=120)


class ReleaseForm(StepForm):
    """What the officer who releases has seen; nothing is chosen beforehand."""

    symptoms = forms.ChoiceField(label=_("Hôm nay có triệu chứng không?"), widget=forms.RadioSelect, choices=YES_NO)
    present = forms.ChoiceField(label=_("Có mặt tại nơi cách ly không?"), widget=forms.RadioSelect, choices=YES_NO)
    negative_tests = forms.IntegerField(label=_("Số lần xét nghiệm âm tính trên giấy"), required=False, min_value=0, max_value=20)

    def facts(self, known: ReleaseFacts | None) -> ReleaseFacts:
        """Returns what was seen together with what the system knows: of each the worse."""
        told = self.cleaned_data
        return ReleaseFacts(
            max(told["negative_tests"] or 0, known.negative_tests if known else 0),
            known is not None and known.has_positive_test,
            told["symptoms"] == "yes" or (known is not None and known.has_symptoms),
            told["present"] == "no" or (known is not None and known.is_missing),
        )


class EndForm(ReasonForm):
    """An end without a release."""

    state = forms.ChoiceField(label=_("Vì sao dừng"), widget=forms.RadioSelect, choices=_choices(END_STATES))


class SiteForm(forms.Form):
    """A site and how many it takes."""

    unit = forms.ChoiceField(label=_("Xã, phường, thị trấn"))
    name = forms.CharField(label=_("Tên khu cách ly"), max_length=120)
    capacity = forms.IntegerField(label=_("Số chỗ"), min_value=0, max_value=20_000)
    venue = forms.CharField(
        label=_("Mã địa điểm của cổng khu"),
        required=False,
        max_length=16,
        help_text=_("Người ở khu quét mã tại cổng này thì không báo động."),
    )

    def __init__(self, *args: Any, communes: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = communes  # type: ignore[attr-defined]
