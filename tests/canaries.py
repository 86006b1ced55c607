"""Canaries: one row in every table that holds something of a person, and in every field of it a text found nowhere else.

The tables are read off the models, so a new one is planted without a line here; whoever adds one that is not about a
citizen says so in ``NOT_PERSONAL``. What is looked for is bytes: in the database's files, or in every row as text.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from truyvet.core.sealed_field import SealedTextField

NOT_PERSONAL: Final[Mapping[str, str]] = {
    "places.Unit": "public: administrative units",
    "places.Conversion": "public: administrative units",
    "access.Staff": "accounts of the staff, kept as long as their acts",
    "access.Grant": "accounts of the staff",
    "access.Link": "accounts of the staff",
    "people.PersonLook": "who was shown to whom today, by number; gone two days later",
    "access.AccountRequest": "accounts of the staff",
    "audit.AuditRow": "codes and counts only, kept 24 months by law; no name reaches it (test_messaging_pages)",
    "audit.Mention": "codes only",
    "audit.Seal": "hashes",
    "audit.Cut": "hashes",
    "cases.CaseNumber": "one number",
    "areas.BoundaryVersion": "public: lines on a map",
    "areas.HealthStation": "a public number of a place",
    "areas.Boundary": "a public line around a unit",
    "areas.MapMark": "a dated decision on a place",
    "areas.AreaLevel": "a public act about a place, with its reason",
    "isolation.Site": "a place",
    "venues.Venue": "a place; it stays when its visitors are forgotten",
    "venues.Group": "a line, shift or class of a venue, under a code that names nobody",
    "venues.Entrance": "a code posted at a venue",
    "laboratory.Laboratory": "a laboratory's name",
    "keys.SigningKey": "keys of the installation",
    "devices.ExportKey": "a key of the installation",
    "exchange.VenueId": "a place",
    "campaigns.Material": "published texts",
    "campaigns.MaterialVersion": "published texts",
    "campaigns.LoudspeakerTurn": "a hamlet and an hour; who played it is staff",
    "campaigns.VehicleTrip": "a vehicle and its hours; who sat in it hangs on its passengers",
    "campaigns.Partner": "a company and its certificate",
    "campaigns.PartnerFile": "a campaign, a company and a number; who stands in it hangs on its recipients",
    "campaigns.FeedEvent": "the ids of a company's events, and hashes",
    "teams.Team": "a team of staff",
    "teams.TeamMember": "accounts of the staff",
    "teams.Round": "a hamlet and a day; who lives there hangs on its doors",
    "teams.BundleCopy": "which telephone a member of staff carries a round on",
    "followup.FollowUpCount": "numbers of each list and place; a sum of nobody",
    "messaging.PushKey": "a key of the installation",
    "reports.ReportPeriod": "days on which a province asks for reports",
    "reports.ReportingBody": "a public name of an agency",
    "reports.ReportRecipient": "addresses of offices; they stand until the province changes them",
    "reports.DayClosure": "numbers of units",
    "reports.ClosureRevision": "sums",
    "reports.ReminderRound": "a day and a number of minutes",
    "reports.SignatureCertificate": "a key of the installation",
    "reports.SignedReport": "sums",
    "messaging.RoutePair": "two routes and their share",
    "groups.RosterDraft": "which import brought a list; who stands in it hangs on its rows",
    "adoption.InstallCount": "numbers of units, and who counted",
    "adoption.Denominator": "numbers of units, and who counted",
    "adoption.AdoptionTarget": "a line that a unit must reach",
    "core.ChangeCounter": "one number",
    "core.Cursor": "one number",
    "core.ClockWatch": "the machine's clock",
    "core.InstallationState": "a fingerprint and a moment",
    "core.JobState": "work of the installation",
    "core.PendingDeletion": "a table's name and a number",
    "core.RaisedAlarm": "a state of the installation",
    "core.Worker": "a process of the installation",
}
"""Tables without a canary, and why."""

SHORTEST: Final = 8
"""Characters a field must hold to take a canary: shorter ones hold codes ("vi", "in"), and a short text is found by chance."""
LATER: Final = ("until", "ends_at", "closes", "check_out", "end", "expires_at")
"""Fields that end what another field of the row begins."""


def label(model: type[models.Model]) -> str:
    """ "people.Person" """
    return model._meta.label


def personal() -> list[type[models.Model]]:
    """Every table of our rooms that must be planted."""
    ours = [model for room in settings.ROOMS for model in apps.get_app_config(room).get_models() if label(model) not in NOT_PERSONAL]
    assert not set(NOT_PERSONAL) - {label(model) for model in apps.get_models()}, "a table in NOT_PERSONAL is gone"
    return ours


class Planter:
    """Makes one row of each table for one person, with the rows it points at. ``mark`` is a letter, its own for each planter."""

    def __init__(self, mark: str, now: datetime, unit: int, staff: int) -> None:
        self.mark, self.now, self.unit, self.staff = mark, now, unit, staff
        self.rows: dict[str, models.Model] = {}
        self.canaries: dict[str, str] = {}
        """Canary by "room.Model.field"; what is sealed is looked for as it lies there."""
        self.plain: dict[str, str] = {}
        """What was sealed, by the same name: to be found nowhere at all."""

    def plant(self) -> Planter:
        """All of them."""
        for model in personal():
            self.row(model)
        return self

    def row(self, model: type[models.Model], name: str = "") -> models.Model:
        """The row of ``model``; ``name`` keeps a second one apart."""
        key = name or label(model)
        if key not in self.rows:
            values: dict[str, Any] = {}
            for field in model._meta.concrete_fields:
                if not isinstance(field, (models.AutoField, models.BigAutoField)):
                    values[field.name] = self.value(model, field, key, values)
            self.rows[key] = model._base_manager.create(**values)
            self.sealed(model, key)
        return self.rows[key]

    def sealed(self, model: type[models.Model], key: str) -> None:
        """What went into sealed columns is looked for as it lies there, and the plain text nowhere."""
        columns = [
            field for field in model._meta.concrete_fields if isinstance(field, SealedTextField) and f"{key}.{field.name}" in self.canaries
        ]
        if columns:
            quote = connection.ops.quote_name
            names = ", ".join(quote(field.column) for field in columns)
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {names} FROM {quote(model._meta.db_table)} WHERE id = %s", [self.rows[key].pk])
                stored = cursor.fetchone()
            for field, value in zip(columns, stored, strict=True):
                name = f"{key}.{field.name}"
                self.plain[name], self.canaries[name] = self.canaries[name], bytes(value).decode("latin-1")

    def value(self, model: type[models.Model], field: Any, key: str, before: Mapping[str, Any]) -> Any:
        """What goes into one field."""
        spot = f"{label(model)}.{field.name}"
        if spot in SET:
            return SET[spot](self)
        if isinstance(field, models.ForeignKey):
            return self.related(model, field, before)
        if field.choices:
            return next(choice for choice, _ in field.flatchoices if choice)
        for kind, make in PLAIN:
            if isinstance(field, kind):
                return make(self, field)
        return self.canary(f"{key}.{field.name}", field, spot) if label(model) not in NOT_PERSONAL else self.filler(field)

    def related(self, model: type[models.Model], field: Any, before: Mapping[str, Any]) -> Any:
        target = field.related_model
        if target is model:
            return None
        again = any(isinstance(value, target) for value in before.values())
        if label(target) == "places.Unit":
            return target._base_manager.get(pk=self.unit)
        if label(target) == "access.Staff":
            return None if again and field.null else target._base_manager.get(pk=self.staff)
        return self.row(target, f"{label(target)} (the other)" if again else "")

    def canary(self, name: str, field: Any, spot: str) -> Any:
        """A text that is nowhere else, in the form of the field."""
        most = getattr(field, "max_length", None) or 64
        if most < SHORTEST:
            return "vi"[:most]
        text = f"{self.mark}{len(self.canaries):03d}{uuid.uuid4().hex[:12]}"[:most]
        if spot in SEALED:
            self.plain[name], text = text, SEALED[spot](text)
        self.canaries[name] = text
        if isinstance(field, models.JSONField):
            return [text] if field.default is list else {"canary": text}
        return text.encode() if isinstance(field, models.BinaryField) else text

    def number(self) -> str:
        """The person's phone number."""
        from truyvet.people.models import Phone

        return str(getattr(self.row(Phone), "number"))  # noqa: B009 - rows of any model

    def filler(self, field: Any) -> Any:
        """Something short for a table that is planted only because others point at it."""
        text = f"{self.mark.lower()}{uuid.uuid4().hex[:6]}"
        if isinstance(field, models.JSONField):
            return [] if field.default is list else {}
        return text.encode() if isinstance(field, models.BinaryField) else text


def _number(planter: Planter, field: Any) -> int | None:
    if field.unique:
        return ord(planter.mark)
    if field.has_default():
        return int(field.get_default())
    if isinstance(field, models.BigIntegerField) and field.name not in ("change", "place"):
        return int(planter.now.timestamp()) + (60 if field.name.endswith(LATER) else 0)
    return None if field.null else 1


def _moment(planter: Planter, field: Any) -> datetime | None:
    return planter.now + timedelta(hours=1) if field.name.endswith(LATER) else planter.now


PLAIN: Final[tuple[tuple[type | tuple[type, ...], Callable[[Planter, Any], Any]], ...]] = (
    (models.DateTimeField, _moment),
    (models.DateField, lambda planter, field: planter.now.date()),
    (models.TimeField, lambda planter, field: time(8 if field.name == "opens" else 17)),
    (models.BooleanField, lambda planter, field: bool(field.get_default()) if field.has_default() else False),
    (models.UUIDField, lambda planter, field: uuid.uuid4()),
    (models.FloatField, lambda planter, field: 0.5),
    (models.IntegerField, _number),
)
"""Values of fields that hold no text, by kind; the first that fits."""


def _declared(text: str) -> str:
    from truyvet.declarations.answer_encryption import seal

    return seal(text)


def _parameters(text: str) -> str:
    from truyvet.core.encryption import encrypt_values
    from truyvet.messaging.models import PARAMS_PURPOSE

    return encrypt_values(PARAMS_PURPOSE, {"code": text})


def _uploaded(purpose: str) -> Callable[[str], str]:
    def seal(text: str) -> str:
        from truyvet.core.encryption import encrypt, encrypt_values

        return encrypt(purpose, text.encode()) if purpose == "exchange.upload" else encrypt_values(purpose, {})

    return seal


SEALED: Final[Mapping[str, Callable[[str], str]]] = {
    "declarations.Declaration.answers": _declared,
    "declarations.WatchItem.note": _declared,
    "declarations.DeclaredPlace.words": _declared,
    "exchange.ImportUpload.content": _uploaded("exchange.upload"),
    "exchange.ImportUpload.settings": _uploaded("exchange.upload_settings"),
    "exchange.ImportUpload.findings": _uploaded("exchange.upload_findings"),
    "exchange.SavedMapping.settings": _uploaded("exchange.mapping"),
    "investigations.Interview.answers": lambda text: json.dumps({"sign": text}),
    "messaging.Message.sealed_params": _parameters,
    "messaging.SandboxMessage.sealed_params": _parameters,
}
"""Fields that are encrypted: planted through the room's own seal."""

SET: Final[Mapping[str, Callable[[Planter], Any]]] = {
    # A file that is closed: an open one is kept by law.
    "cases.Case.state": lambda planter: "recovered",
    # An order that has ended: of an open one the address is needed.
    "isolation.Order.state": lambda planter: "released",
    "isolation.Isolation.ends_at": lambda planter: planter.now + timedelta(hours=1),
    # A positive pool says nothing of a sample: a constraint.
    "laboratory.LabResult.outcome": lambda planter: "negative",
    "passes.Pass.kind": lambda planter: "phone",
    "passes.Hold.until": lambda planter: planter.now,
    "declarations.WatchItem.state": lambda planter: "closed",
    "declarations.WatchItem.case": lambda planter: None,
    "exchange.ImportJob.state": lambda planter: "done",
    "investigations.Interview.state": lambda planter: "final",
    # A message knows a number only: it is the person's by their phone.
    "messaging.Message.to_address": lambda planter: planter.number(),
    "messaging.SandboxMessage.to_address": lambda planter: planter.number(),
    "messaging.InboundMessage.number": lambda planter: planter.number(),
}
"""Fields that need one value, so that the row is like one of the kind that goes."""


def everything() -> Iterator[tuple[str, str]]:
    """(table, one row as text) of the whole database, whatever made the table; bytes as they are and in hex."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, " ".join(_shown(value) for value in row)


def _shown(value: object) -> str:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("latin-1")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)


def found_in_rows(canaries: Mapping[str, str]) -> dict[str, str]:
    """Which canaries stand in any row of any table, and in which table."""
    text = [(table, row) for table, row in everything()]
    return {name: table for name, canary in canaries.items() for table, row in text if canary in row}


def found_in_files(folder: Path, canaries: Mapping[str, str]) -> dict[str, str]:
    """Which canaries stand in the bytes of any file under ``folder``, and in which file."""
    hits: dict[str, str] = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        held = path.read_bytes()
        hits |= {name: path.name for name, canary in canaries.items() if canary.encode("latin-1") in held}
    return hits
