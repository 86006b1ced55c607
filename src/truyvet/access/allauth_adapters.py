"""How django-allauth signs staff in: no sign-up, no mail, every sign-in in the audit, second factors sealed."""

from __future__ import annotations

import base64
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from truyvet.access import actions
from truyvet.access.models import Staff
from truyvet.access.sign_in_limit import count_failure, must_wait, remember_device
from truyvet.audit.values import By
from truyvet.core.rate_limit import sender_network
from truyvet.web import clock
from truyvet.web.doors import sender_address


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Signs staff in with accounts that an administrator made; nobody signs up."""

    error_messages: ClassVar[dict[str, object]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu không đúng."),
        "too_many_login_attempts": _("Nhập sai quá nhiều lần. Hãy chờ 5 phút rồi thử lại."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "enter_current_password": _("Hãy nhập mật khẩu hiện tại."),
        "incorrect_code": _("Mã không đúng."),
        "account_inactive": _("Tài khoản này đã đóng."),
        "invalid_login": _("Không đăng nhập được. Hãy thử lại từ đầu."),
        "rate_limited": _("Quá nhiều lần trong một lúc. Hãy chờ một phút."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Returns False: nobody signs up."""
        return False

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Records the sign-in, then goes on."""
        actions.record_sign_in(now=clock.now(), staff=user.pk)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(request, response, user.get_username())
        return response

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuses another password where too many were wrong; by account and sender, so that nobody locks somebody else out."""
        if must_wait(request, str(credentials.get("username", "")), clock.real_now().timestamp()):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Records a failure under the account it was aimed at, never with what was typed."""
        username = str(credentials.get("username", ""))
        count_failure(request, username, clock.real_now().timestamp())
        actions.record_failure(now=clock.now(), username=username)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Returns the ways to show again that it is oneself, in our words."""
        words = {
            "reauthenticate": _("Dùng mật khẩu"),
            "mfa_reauthenticate": _("Dùng mã trên điện thoại"),
            "mfa_reauthenticate:webauthn": _("Dùng khoá bảo mật"),
        }
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**way, "description": words.get(way["id"], way["description"])} for way in ways]

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Tells the owner of a closed account that it is closed, and records the attempt; nobody is let in."""
        actions.record_failure(now=clock.now(), username=user.get_username())
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Sets one's own password through the action that audits it."""
        by = By(actor=f"staff:{user.pk}", role="staff")
        actions.set_password(by=by, now=clock.now(), staff=user.pk, password=password)
        user.refresh_from_db(fields=["password"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Returns the address of the account page."""
        return reverse("access:account")

    def add_message(self, request: HttpRequest, level: int, *args: Any, message: str | None = None, **kwargs: Any) -> None:
        """Adds why a security key was refused, since that leads back to the sign-in page; all else is said by our own pages."""
        if level == messages.ERROR and message:
            messages.error(request, message)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Returns the sender as all limits of the house count it: an address, or an IPv6 network of /64."""
        return sender_network(sender_address(request)).removesuffix("/64")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends nothing: no account has an e-mail address."""

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Returns the address of the sign-in page."""
        return str(settings.LOGOUT_REDIRECT_URL)


def _box() -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"truyvet second factor").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Second factors, kept under a key that is not in the database: a stolen dump opens none of them."""

    error_messages: ClassVar[dict[str, object]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Mã không đúng. Hãy xem lại giờ trên điện thoại và nhập mã mới nhất."),
        "cannot_delete_authenticator": _("Không thể bỏ lớp bảo vệ thứ hai."),
        "cannot_generate_recovery_codes": _("Hãy bật lớp bảo vệ thứ hai trước khi tạo mã dự phòng."),
    }

    def encrypt(self, text: str) -> str:
        """Seals a secret."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Opens a sealed secret."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Sends nothing: no account has an e-mail address."""

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """Returns the name proposed for a new key."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Khoá {number}").format(number=number)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Returns the name in the owner's app."""
        return user.username if isinstance(user, Staff) else str(user.pk)
