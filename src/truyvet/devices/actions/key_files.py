"""Publishes signed files of the keys that are due, on disk and in the index."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.devices.models import DiagnosisKey, ExportKey, KeyFile
from truyvet.devices.rules import key_files
from truyvet.devices.rules.key_files import KEY_PUBLISHED_DAYS, PublishedKey
from truyvet.keys.key_storage import decrypt_key, encrypt_key
from truyvet.proximity import key_file
from truyvet.proximity.diagnosis_keys import DAY_S
from truyvet.proximity.rolling_identifiers import TemporaryExposureKey

KEY_FILE_FOLDER = "keyfiles"


def publish_due_keys(
    *, by: By, now: datetime, every: int | None = None, least: int = key_files.MIN_KEYS_PER_FILE, most: int = key_files.MAX_KEYS_PER_FILE,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> int:  # fmt: skip
    """Makes files of every key whose embargo is over; returns how many files. A job calls it in each round.

    ``every``: seconds between files (0: at once); the usual ones, and none in a demonstration, where people wait before a screen.
    """
    at = int(now.timestamp())
    waiting = DiagnosisKey.objects.filter(batch__isnull=True, public_from__lte=at)
    # Asked first: in most rounds nothing is due, and nothing else is read.
    many = waiting.count()
    if not many:
        return 0
    last = KeyFile.objects.order_by("-batch").values_list("batch", "end").first() or (0, 0)
    pause = (0 if settings.TRUYVET_DEMO else key_files.FILE_INTERVAL_S) if every is None else every
    end = key_files.window_end(at, last[1], pause)
    if end is None:
        return 0
    files = -(-many // most)
    # Shared out evenly: a small last file would be filled up with drawn keys that its real ones' order gives away.
    size = -(-many // files)
    for number in range(files):
        start, until = (last[1] or end - max(pause, 1), end) if not number else (end + number - 1, end + number)
        _make(by, now, list(waiting.order_by("key")[:size]), last[0] + 1 + number, (start, until), least, entropy)
    return files


def _make(
    by: By, now: datetime, due: list[DiagnosisKey], batch: int, span: tuple[int, int], least: int, entropy: Callable[[int], bytes]
) -> None:
    signs = export_key(by=by, now=now)
    rows = [
        PublishedKey(
            TemporaryExposureKey(bytes.fromhex(row.key), row.rolling_start_interval_number, row.rolling_period),
            row.transmission_risk_level,
            row.report_type,
            row.days_since_onset,
        )
        for row in due
    ]
    listed = key_files.pad_keys(rows, least, entropy)
    start, end = span
    data = key_file.write(
        [key_files.key_fields(row) for row in listed], decrypt_key(signs.secret), start=start, end=end, key_version=signs.version
    )
    with transaction.atomic():
        KeyFile.objects.create(
            batch=batch, start=start, end=end, count=len(listed), sha256=hashlib.sha256(data).hexdigest(), content=data,
            delete_on=LocalDay.of_second(int(now.timestamp()) + KEY_PUBLISHED_DAYS * DAY_S),
        )  # fmt: skip
        DiagnosisKey.objects.filter(pk__in=[row.pk for row in due]).update(batch=batch)
        record(by=by, now=now, action="devices.publish_file", subject=f"keyfile:{batch}", facts={"count": len(listed)})
        # The last step before the commit: a file without its row is written over by the next try, a row without its file never is.
        _put(path_of(batch), data)


def export_key(*, by: By, now: datetime) -> ExportKey:
    """Returns the newest key that signs files; makes it when there is none."""
    found = ExportKey.objects.order_by("-pk").first()
    if found is not None:
        return found
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")
    with transaction.atomic():
        made, new = ExportKey.objects.get_or_create(
            version="v1", defaults={"secret": encrypt_key(key), "public_pem": pem, "created_at": now}
        )
        if new:
            record(by=by, now=now, action="devices.make_export_key", subject="exportkey:v1")
    return made


def path_of(batch: int) -> Path:
    """Returns where the bytes of a file lie."""
    return Path(settings.TRUYVET_HOME) / KEY_FILE_FOLDER / f"{batch}.zip"


def remove_files(batches: Iterable[int]) -> None:
    """Removes the bytes of files that are no longer published."""
    for batch in batches:
        path_of(batch).unlink(missing_ok=True)


def _put(path: Path, data: bytes) -> None:
    """Writes the file whole or not at all, readable by the owner alone."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
