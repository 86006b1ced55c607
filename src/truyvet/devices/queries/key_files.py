"""Reads the published key files and the key that signs them. What is in them is public."""

from __future__ import annotations

from dataclasses import dataclass, field

from truyvet.audit.values import Scope, require_scope
from truyvet.devices.models import ExportKey, KeyFile


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A key file that is published."""

    batch: int
    sha256: str = field(repr=False)


def key_files(scope: Scope) -> tuple[PublishedFile, ...]:
    """Returns every published file, oldest first."""
    require_scope(scope)
    return tuple(PublishedFile(*row) for row in KeyFile.objects.exclude(sha256="").order_by("batch").values_list("batch", "sha256"))


def key_file(scope: Scope, batch: int) -> PublishedFile | None:
    """Returns the file of this number."""
    require_scope(scope)
    found = KeyFile.objects.filter(batch=batch).exclude(sha256="").values_list("batch", "sha256").first()
    return None if found is None else PublishedFile(*found)


def key_file_content(scope: Scope, batch: int) -> bytes:
    """Returns the bytes of this file as another machine made it, none when it is not given out."""
    require_scope(scope)
    found = KeyFile.objects.filter(batch=batch).exclude(sha256="").values_list("content", flat=True).first()
    return bytes(found or b"")


def public_pem(scope: Scope) -> tuple[str, str] | None:
    """Returns (version, public key) of what signs files now; None while no file was ever signed."""
    require_scope(scope)
    return ExportKey.objects.order_by("-pk").values_list("version", "public_pem").first()
