"""Doors of the access room: the ways in, the own account, the accounts of others."""

from truyvet.access.views.audit_log import audit_log
from truyvet.access.views.draft_key import draft_key
from truyvet.access.views.one_time_links import use_console_link, use_invitation
from truyvet.access.views.own_account import back_to_account, choose_role, own_account, own_request_refuse
from truyvet.access.views.staff_accounts import (
    grant_end,
    grant_new,
    request_decide,
    staff_active,
    staff_invite,
    staff_list,
    staff_new,
    staff_page,
    staff_reset,
)
from truyvet.access.views.units import unit_list, unit_page

__all__ = [
    "audit_log",
    "back_to_account",
    "choose_role",
    "draft_key",
    "grant_end",
    "grant_new",
    "own_account",
    "own_request_refuse",
    "request_decide",
    "staff_active",
    "staff_invite",
    "staff_list",
    "staff_new",
    "staff_page",
    "staff_reset",
    "unit_list",
    "unit_page",
    "use_console_link",
    "use_invitation",
]
