"""The demo's accounts: one for each role that it shows. Without a file for them none has a password."""

from __future__ import annotations

import base64
import json
import os
import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple

from truyvet.access.actions import create_staff
from truyvet.audit.values import By
from truyvet.core.role import Role

SINCE: Final = date(2021, 5, 1)


class DemoAccount(NamedTuple):
    """An account of the demo. The units are those of 2021."""

    username: str
    display: str
    role: Role
    unit: str


DEMO_ACCOUNTS: Final = (
    DemoAccount("truyvet1", "Trần Thị Hoa", Role.TRACER, "24"),
    DemoAccount("truongnhom", "Lê Văn Nam", Role.TRACING_LEAD, "24"),
    DemoAccount("xa-quangchau", "Nguyễn Thị Lan", Role.COMMUNE_OFFICER, "07807"),
    DemoAccount("xa-vantrung", "Phạm Văn Đức", Role.COMMUNE_OFFICER, "07801"),
    DemoAccount("to-quangchau", "Dương Văn Hải", Role.COMMUNITY_TEAM, "07807"),
    DemoAccount("huyen-vietyen", "Hoàng Minh Tuấn", Role.DISTRICT_OFFICER, "222"),
    DemoAccount("huyen-yendung", "Vũ Thị Thu", Role.DISTRICT_OFFICER, "221"),
    DemoAccount("tinh", "Đỗ Quang Huy", Role.PROVINCE_OFFICER, "24"),
    DemoAccount("chutich", "Ngô Thanh Bình", Role.CHAIR, "24"),
    DemoAccount("sotttt", "Phan Thị Ngọc", Role.INFORMATION_DEPARTMENT, "24"),
    DemoAccount("kiemtra", "Bùi Thị Hạnh", Role.AUDITOR, "24"),
    DemoAccount("quantri", "Đặng Văn Long", Role.ADMIN, "24"),
    DemoAccount("quantri2", "Mai Thị Yến", Role.ADMIN, "24"),
)


def create_accounts(by: By, now: datetime, logins: Path | None) -> dict[str, int]:
    """Makes the accounts; returns row ids by username. With ``logins``, random passwords and code-app secrets go into that file."""
    rows: dict[str, int] = {}
    written = []
    for account in DEMO_ACCOUNTS:
        password = secrets.token_urlsafe(15) if logins else None
        secret = base64.b32encode(secrets.token_bytes(20)).decode() if logins else None
        rows[account.username] = create_staff(
            by=by,
            now=now,
            username=account.username,
            display=account.display,
            password=password,
            role=account.role,
            unit_code=account.unit,
            totp_secret=secret,
            since=SINCE,
        )
        written.append(
            {"role": account.role.value, "unit": account.unit, "username": account.username, "password": password, "totp_secret": secret}
        )
    if logins is not None:
        with os.fdopen(os.open(logins, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600)
            json.dump(written, file, ensure_ascii=False, indent=1)
    return rows
