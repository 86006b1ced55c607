"""Forms of this room: asking for a run, and saying what was found out about a contact."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.investigations.definition_labels import DefinitionWords
from truyvet.investigations.queries import RunFile
from truyvet.investigations.rules.runs import VERDICTS_WITH_REASON, ContactVerdict
from truyvet.tracing.calendar import DAY

MINUTE: Final = 60
MOMENT: Final = "%Y-%m-%dT%H:%M"

UNITS: Final[Mapping[str, tuple[tuple[str, ...], str, int]]] = {
    "before": (("infectious_before_onset", "infectious_before_sample"), "d", DAY),
    "after": (("infectious_after",), "d", DAY),
    "overlap": (("visit_min_overlap",), "min", MINUTE),
    "near": (("encounter_min_total",), "min", MINUTE),
    "generations": (("generations",), "", 1),
}
"""Field → the parameters of the definition that it sets, the unit written, and that unit in seconds."""


def _whole(label: object, least: int, most: int, hint: object = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most, help_text=hint)  # type: ignore[arg-type]


class StartForm(forms.Form):
    """The question of a run. ``definitions``: those offered; parameters are left out for who may not change them."""

    event_id = forms.UUIDField(widget=forms.HiddenInput())
    versus = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput())
    definition = forms.ChoiceField(label=_("Định nghĩa tiếp xúc"), widget=forms.RadioSelect)
    everyone = forms.BooleanField(
        label=_("Tính cả mọi ca xác nhận trong phạm vi của bạn"), required=False,
        help_text=_("Để trống thì chỉ tính từ ca này. Tên chỉ mở khi mọi ca được tính đều đã có hai người xác nhận."),
    )  # fmt: skip
    before = _whole(_("Có thể lây từ mấy ngày trước khởi phát (hoặc lấy mẫu)"), 0, 60)
    after = _whole(_("Có thể lây đến mấy ngày sau"), 0, 60)
    overlap = _whole(_("Cùng một nơi ít nhất mấy phút"), 1, 1_440)
    near = _whole(_("Ở gần theo Bluetooth ít nhất mấy phút một ngày"), 1, 1_440)
    generations = _whole(_("Số vòng tiếp xúc"), 1, 4, _("2 là F1 và F2."))
    as_of = forms.DateTimeField(
        label=_("Tính đến lúc"), required=False, help_text=_("Để trống là bây giờ. Điều xảy ra sau lúc này coi như chưa biết."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )  # fmt: skip

    def __init__(self, *args: Any, definitions: tuple[DefinitionWords, ...], may_change: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["definition"].choices = [(each.name, each.title) for each in definitions]  # type: ignore[attr-defined]
        self.may_change = may_change
        if not may_change:
            for name in UNITS:
                del self.fields[name]

    def changes(self) -> dict[str, str]:
        """The parameters that were set by hand, as ``ContactDefinition.changed`` takes them."""
        changes: dict[str, str] = {}
        for field, (parameters, unit, _seconds) in UNITS.items():
            value = self.cleaned_data.get(field)
            if value is not None:
                changes |= dict.fromkeys(parameters, f"{value}{unit}")
        return changes

    def as_of_seconds(self) -> int | None:
        """Epoch seconds, or None for now."""
        at: datetime | None = self.cleaned_data["as_of"]
        return None if at is None else int(at.timestamp())

    @property
    def parameter_fields(self) -> list[forms.BoundField]:
        """The fields that change a definition."""
        return [self[name] for name in UNITS if name in self.fields]

    @staticmethod
    def from_run(run: RunFile) -> dict[str, object]:
        """Initial values that ask the same question again."""
        values: dict[str, object] = {"definition": run.definition_name, "versus": run.code, "everyone": len(run.codes) > 1}
        for field, (parameters, _unit, seconds) in UNITS.items():
            if parameters[0] in run.changes:
                used = run.definition.get(parameters[0])
                values[field] = used // seconds if isinstance(used, int) else None
        return values


class DecisionForm(forms.Form):
    """What a tracer found out about a contact."""

    event_id = forms.UUIDField(widget=forms.HiddenInput())
    verdict = forms.ChoiceField(
        label=_("Kết luận"), widget=forms.RadioSelect,
        choices=[
            (ContactVerdict.CONFIRMED.value, _("Xác nhận có tiếp xúc")),
            (ContactVerdict.REFUTED.value, _("Loại: không phải tiếp xúc")),
            (ContactVerdict.UNREACHED.value, _("Chưa gặp được người này")),
        ],
        error_messages={"required": _("Hãy chọn một kết luận.")},
    )  # fmt: skip
    use_required_attribute = False
    reason = forms.CharField(
        label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Cần khi xác nhận hoặc loại. Không ghi tên, số điện thoại của ai."),
        error_messages={"required": _("Hãy ghi lý do: điều gì cho thấy như vậy.")},
    )  # fmt: skip

    @classmethod
    def empty(cls) -> DecisionForm:
        """A form for a new decision."""
        return cls(initial={"event_id": uuid.uuid4()})

    def full_clean(self) -> None:
        """Requires a reason for a decision that changes what is done with a person; "not reached" needs none."""
        if self.is_bound:
            self.fields["reason"].required = self.data.get("verdict") in VERDICTS_WITH_REASON
        super().full_clean()
