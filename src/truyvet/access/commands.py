"""What the console can do with accounts: the first administrator, and a link for somebody locked out."""

from __future__ import annotations

from truyvet.access.actions import LinkKind, create_staff, issue_link
from truyvet.access.queries import staff_id
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.role import Role
from truyvet.web import clock

CONSOLE = By.system("console")


def create_admin(username: str, display: str, unit_code: str, base_url: str = "http://127.0.0.1:8000") -> str:
    """Makes an administrator of a province without a password and returns a one-time link that works on this machine.

    The link lives ten minutes; behind it the administrator chooses a password and enrols a second factor.
    """
    now = clock.now()
    staff = create_staff(by=CONSOLE, now=now, username=username, display=display, role=Role.ADMIN, unit_code=unit_code)
    return link_for(staff, base_url)


def link_for(staff: int, base_url: str = "http://127.0.0.1:8000") -> str:
    """Returns a new one-time link for an account by row id."""
    token = issue_link(by=CONSOLE, now=clock.now(), staff=staff, kind=LinkKind.CONSOLE, real=clock.real_now())
    return f"{base_url.rstrip('/')}/vao/{token}/"


def link_for_username(username: str, base_url: str = "http://127.0.0.1:8000") -> str | None:
    """Returns a new one-time link for an account by name, None when there is no such account."""
    staff = staff_id(Scope.system("console", LocalDay.of(clock.now())), username.strip().lower())
    return link_for(staff, base_url) if staff is not None else None
