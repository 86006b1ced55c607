"""The sign-in library's forms in our words: it has no Vietnamese of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import BadRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from truyvet.access import actions
from truyvet.web import clock

_NEW = _("Mật khẩu mới")
_AGAIN = _("Nhập lại mật khẩu")
_CODE = _("Mã 6 số, hoặc một mã dự phòng")


class OurLabelsMixin:
    """Puts our labels on the fields, and takes away placeholders (they vanish when one types) and foreign hints."""

    labels: ClassVar[Mapping[str, str | Promise]] = {}
    numeric: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)
            if name in self.labels:
                field.label = self.labels[name]
            if name == "code" and self.numeric:
                field.widget.attrs["inputmode"] = "numeric"


class LoginForm(OurLabelsMixin, account.LoginForm):  # type: ignore[misc]
    """Username and password."""

    labels: ClassVar = {"login": _("Tên đăng nhập"), "password": _("Mật khẩu")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class _SameTwice:
    """Says in our words that two entries differ."""

    def clean(self) -> Any:
        """Checks both entries; the library's own check then finds nothing more to say."""
        cleaned = super().clean()  # type: ignore[misc]
        if "password2" in self.errors:  # type: ignore[attr-defined]
            self.errors["password2"] = self.error_class([_("Hai lần nhập không giống nhau.")])  # type: ignore[attr-defined]
        return cleaned


class ChangePasswordForm(_SameTwice, OurLabelsMixin, account.ChangePasswordForm):  # type: ignore[misc]
    """The present password and a new one."""

    labels: ClassVar = {"oldpassword": _("Mật khẩu hiện tại"), "password1": _NEW, "password2": _AGAIN}


class SetPasswordForm(_SameTwice, OurLabelsMixin, account.SetPasswordForm):  # type: ignore[misc]
    """A first password."""

    labels: ClassVar = {"password1": _NEW, "password2": _AGAIN}


class PasswordAgainForm(OurLabelsMixin, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    labels: ClassVar = {"password": _("Mật khẩu")}


class SecondFactorForm(OurLabelsMixin, base.AuthenticateForm):  # type: ignore[misc]
    """The second factor of a sign-in; a wrong one is recorded."""

    labels: ClassVar = {"code": _CODE}
    numeric = True

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        actions.record_failure(now=clock.now(), username=self.user.get_username())


class CodeAgainForm(OurLabelsMixin, base.ReauthenticateForm):  # type: ignore[misc]
    """The second factor once more."""

    labels: ClassVar = {"code": _CODE}
    numeric = True


class ActivateCodeForm(OurLabelsMixin, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app."""

    labels: ClassVar = {"code": _("Mã 6 số đang hiện")}
    numeric = True


class KeyAnswerMixin:
    """Refuses an answer that no security key gives: no browser of ours sends one, and the library trips over it."""

    def full_clean(self) -> None:
        """Checks the form. Raises BadRequest, which is answered 400."""
        try:
            super().full_clean()  # type: ignore[misc]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise BadRequest("malformed answer of a security key") from error
        if self.has_error("credential", "invalid") or self.has_error("credential", "required"):  # type: ignore[attr-defined]
            raise BadRequest("malformed answer of a security key")


class KeyLoginForm(KeyAnswerMixin, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in with a security key alone."""


class KeyForm(KeyAnswerMixin, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A security key as the second factor."""


class KeyAgainForm(KeyAnswerMixin, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A security key once more."""


class AddKeyForm(KeyAnswerMixin, OurLabelsMixin, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new security key."""

    labels: ClassVar = {"name": _("Tên khoá"), "passwordless": _("Đăng nhập bằng khoá này, không cần mật khẩu")}


class RenameKeyForm(OurLabelsMixin, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""

    labels: ClassVar = {"name": _("Tên khoá")}
