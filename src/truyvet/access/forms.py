"""Forms of the accounts pages."""

from __future__ import annotations

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.utils.translation import gettext_lazy as _

from truyvet.access.labels import ROLE_NAMES
from truyvet.core.role import Role


class StaffForm(forms.Form):
    """A new account with its first role."""

    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=40, validators=[ASCIIUsernameValidator()], help_text=_("Chữ không dấu.")
    )
    display = forms.CharField(label=_("Họ và tên"), max_length=80)
    role = forms.ChoiceField(label=_("Vai trò"), choices=[(role.value, ROLE_NAMES[role]) for role in Role])
    unit = forms.RegexField(r"^[0-9]{2,5}$", label=_("Mã đơn vị"), help_text=_("Mã tỉnh 2 số, huyện 3 số, xã 5 số. Ví dụ 07210."))


class GrantForm(forms.Form):
    """A further role."""

    role = StaffForm.base_fields["role"]
    unit = StaffForm.base_fields["unit"]
    since = forms.DateField(label=_("Từ ngày"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Thôi giữ từ ngày"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class PasswordForm(forms.Form):
    """A password chosen behind an invitation."""

    password = forms.CharField(
        label=_("Mật khẩu mới"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ít nhất 12 ký tự. Một câu dài dễ nhớ là tốt nhất."),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """Checks the password with the house's validators."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean(self) -> dict[str, object]:
        """Checks that both entries are the same."""
        cleaned = super().clean() or {}
        if "password" in cleaned and cleaned.get("password") != cleaned.get("again"):
            self.add_error("again", _("Hai lần nhập không giống nhau."))
        return cleaned


class UnitNameForm(forms.Form):
    """Another name for an administrative unit."""

    name = forms.CharField(label=_("Tên"), max_length=80, help_text=_("Kèm loại đơn vị: Xã Tăng Tiến, Phường Đa Mai."))


class NewUnitForm(UnitNameForm):
    """A unit that the list lacks."""

    code = forms.CharField(label=_("Mã đơn vị"), max_length=5, help_text=_("Mã chính thức, chỉ gồm chữ số: huyện 3 số, xã 5 số."))
    field_order = ("code", "name")
