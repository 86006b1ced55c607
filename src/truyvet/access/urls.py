"""Addresses of sign-in, of one's own account, and of the accounts page.

Of the sign-in library only these views are reachable: no sign-up, no e-mail, no reset by mail.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.urls import URLPattern, URLResolver, include, path

from truyvet.access import views
from truyvet.access.doors import open_door, own_door

_BOTH = ("GET", "POST")
_entrance = open_door(reason="the way in: nobody is signed in yet", methods=_BOTH)
_own = own_door(methods=_BOTH)

_rooms = [
    path("vao/<str:token>/", views.use_console_link, name="console_link"),
    path("moi/<str:token>/", views.use_invitation, name="invitation"),
    path("tai-khoan/", views.own_account, name="account"),
    path("ban-nhap/khoa/", views.draft_key, name="draft_key"),
    path("tai-khoan/vai-tro/", views.choose_role, name="choose_role"),
    path("tai-khoan/yeu-cau/<int:account_request>/tu-choi/", views.own_request_refuse, name="own_request_refuse"),
    path("nhat-ky/", views.audit_log, name="audit_log"),
    path("don-vi/", views.unit_list, name="units"),
    path("don-vi/<str:unit>/", views.unit_page, name="unit"),
    path("can-bo/", views.staff_list, name="staff"),
    path("can-bo/moi/", views.staff_new, name="staff_new"),
    path("can-bo/<int:staff>/", views.staff_page, name="staff_page"),
    path("can-bo/<int:staff>/vai-tro/", views.grant_new, name="grant_new"),
    path("can-bo/<int:staff>/vai-tro/<int:grant>/het/", views.grant_end, name="grant_end"),
    path("can-bo/<int:staff>/trang-thai/", views.staff_active, name="staff_active"),
    path("can-bo/<int:staff>/loi-moi/", views.staff_invite, name="staff_invite"),
    path("can-bo/<int:staff>/dat-lai/", views.staff_reset, name="staff_reset"),
    path("can-bo/<int:staff>/yeu-cau/<int:account_request>/", views.request_decide, name="request_decide"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_rooms, "access"))),
    path("dang-nhap/", _entrance(account.login), name="account_login"),
    path("dang-nhap/ma/", _entrance(mfa.authenticate), name="mfa_authenticate"),
    path("dang-nhap/khoa/", _entrance(keys.login_webauthn), name="mfa_login_webauthn"),
    path("dang-xuat/", _entrance(account.logout), name="account_logout"),
    path("tai-khoan-da-dong/", _entrance(account.account_inactive), name="account_inactive"),
    path("xac-nhan/", _own(account.reauthenticate), name="account_reauthenticate"),
    path("xac-nhan/ma/", _own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("xac-nhan/khoa/", _own(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("tai-khoan/bao-ve/", views.back_to_account, name="mfa_index"),
    path("tai-khoan/mat-khau/", _own(account.password_change), name="account_change_password"),
    path("tai-khoan/mat-khau/dat/", _own(account.password_set), name="account_set_password"),
    path("tai-khoan/ma/", _own(totp.activate_totp), name="mfa_activate_totp"),
    path("tai-khoan/ma/bo/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("tai-khoan/khoa/", _own(keys.list_webauthn), name="mfa_list_webauthn"),
    path("tai-khoan/khoa/them/", _own(keys.add_webauthn), name="mfa_add_webauthn"),
    path("tai-khoan/khoa/<int:pk>/bo/", _own(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path("tai-khoan/khoa/<int:pk>/sua/", _own(keys.edit_webauthn), name="mfa_edit_webauthn"),
    path("tai-khoan/ma-du-phong/", _own(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("tai-khoan/ma-du-phong/tao/", _own(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("tai-khoan/ma-du-phong/tai/", _own(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
]
