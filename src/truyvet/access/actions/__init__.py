"""Changes to staff accounts: each one transaction and one audit row."""

from truyvet.access.actions.account_requests import decide_request, request_reset, request_role
from truyvet.access.actions.accounts import (
    LinkKind,
    OwnAccount,
    UnitUnknown,
    UsernameExists,
    add_grant,
    create_staff,
    end_grant,
    issue_link,
    record_failure,
    record_sign_in,
    set_active,
    set_password,
    use_link,
)
from truyvet.access.rules import AccountRefused

__all__ = [
    "AccountRefused",
    "LinkKind",
    "OwnAccount",
    "UnitUnknown",
    "UsernameExists",
    "add_grant",
    "create_staff",
    "decide_request",
    "end_grant",
    "issue_link",
    "record_failure",
    "record_sign_in",
    "request_reset",
    "request_role",
    "set_active",
    "set_password",
    "use_link",
]
