"""Forms of the sign-in by phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.messaging.rules.written_template import MAX_LETTERS
from truyvet.people.rules.phones import PhoneInvalid, normalise


class PhoneForm(forms.Form):
    """Which number gets the code."""

    phone = forms.CharField(
        label=_("Số điện thoại"),
        help_text=_("Số di động của bạn. Ví dụ 0912 345 678."),
        max_length=24,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        """Returns the number as E.164."""
        try:
            return normalise(str(self.cleaned_data["phone"]))
        except PhoneInvalid:
            raise forms.ValidationError(_("Số này chưa đúng. Số di động có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09.")) from None


class OneTimeCodeForm(forms.Form):
    """The code that arrived; ``phone`` is carried along by the browser, since the server keeps only its hash."""

    phone = forms.CharField(max_length=24, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Mã trong tin nhắn"),
        help_text=_("Chỉ gồm chữ số, dùng được 10 phút, thử được 5 lần."),
        max_length=14,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    birth_year = forms.IntegerField(
        label=_("Năm sinh của bạn"),
        help_text=_("Hỏi thêm vì số này lâu chưa dùng để đăng nhập, hoặc nhiều người dùng chung."),
        required=False,
        min_value=1880,
        max_value=2200,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
    )

    newly_mine = forms.BooleanField(
        label=_("Tôi mới dùng số này, hoặc dùng chung mà chưa có hồ sơ"),
        help_text=_("Chúng tôi lập hồ sơ mới cho bạn. Bạn không thấy gì của người dùng số này trước đây."),
        required=False,
    )

    def __init__(self, *args: object, ask_year: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not ask_year:
            self.fields["birth_year"].widget = forms.HiddenInput()
            self.fields["newly_mine"].widget = forms.HiddenInput()


class TemplateForm(forms.Form):
    """A text of a campaign, in both languages."""

    event_id = forms.UUIDField(widget=forms.HiddenInput())
    title = forms.CharField(label=_("Tên mẫu"), max_length=80, help_text=_("Chỉ cán bộ thấy. Ví dụ: Nhắc tiêm mũi 2."))
    vi = forms.CharField(
        label=_("Lời tin tiếng Việt"), max_length=MAX_LETTERS, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Viết {phone} ở chỗ cần số trạm y tế. Không viết đường dẫn, tiền, mật khẩu."),
    )  # fmt: skip
    en = forms.CharField(label=_("Lời tin tiếng Anh"), max_length=MAX_LETTERS, widget=forms.Textarea(attrs={"rows": 4}))


class RecordingForm(forms.Form):
    """A recording, and of which text."""

    event_id = forms.UUIDField(widget=forms.HiddenInput())
    template = forms.ChoiceField(label=_("Lời của cuộc gọi nào?"))
    file = forms.FileField(
        label=_("Tệp ghi âm"), help_text=_("WAV, 8 kHz, 16 bit, một kênh, từ 3 đến 60 giây. Tệp được niêm phong."),
        widget=forms.FileInput(attrs={"accept": "audio/wav,.wav"}),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        template = self.fields["template"]
        assert isinstance(template, forms.ChoiceField)
        template.choices = choices
