"""Tables of encounters between two persons (a machine's hint, never a verdict), and of the key server."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q

from truyvet.core.encryption import DecryptionFailed, decrypt_values
from truyvet.core.sealed_field import SealedTextField
from truyvet.devices.rules.shared_matches import MatchVerdict

PURPOSE: Final = "devices"
"""Of the encrypted columns of this room (core.encryption)."""


def decrypted_values(text: str) -> dict[str, str]:
    """Returns what an encrypted column of this room holds; nothing when the site's secret was changed and the old one not kept."""
    try:
        return decrypt_values(PURPOSE, text)
    except DecryptionFailed:
        return {}


class Encounter(models.Model):
    """One segment of time near each other, as one machine measured it; both machines may report the same one."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    person_a = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    """Whose machine told it."""
    person_b = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    start = models.BigIntegerField()
    """Epoch seconds."""
    seconds = models.PositiveIntegerField()
    distance_mm = models.PositiveIntegerField(null=True)
    """Rounded up."""
    probability_ppm = models.PositiveIntegerField(null=True)
    """Probability of being near, parts per million, rounded down."""
    attenuation_db = models.PositiveSmallIntegerField(null=True)
    change = models.BigIntegerField(db_index=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person_a=F("person_b")), name="encounter_two_persons"),
            models.CheckConstraint(condition=Q(seconds__gte=1), name="encounter_lasts"),
        ]
        indexes = [
            models.Index(fields=["person_a", "start"], name="encounter_a_start"),
            models.Index(fields=["person_b", "start"], name="encounter_b_start"),
        ]


class Installation(models.Model):
    """An app on a phone, or an agent. The protocol does not need it: it counts adoption, and ties a share to a person."""

    token_hash = models.CharField(max_length=64, unique=True)
    platform = models.CharField(max_length=16)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    """Whose phone it is, once a one-time code proved the number."""
    pending = models.TextField(blank=True)
    """Ticket and number of a code that was asked for, sealed."""
    seen_on = models.DateField()
    delete_on = models.DateField(db_index=True)


class UploadCode(models.Model):
    """A code that staff issued for a case. Nothing here says which keys its certificate published."""

    code_hash = models.CharField(max_length=64, unique=True)
    event_id = models.UUIDField(unique=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    """Whose keys or log: the patient, or with "recursive" the contact whom staff confirmed."""
    kind = models.CharField(max_length=9, choices=[(kind, kind) for kind in ("confirmed", "recursive", "log")])
    onset_interval = models.PositiveIntegerField(default=0)
    issued_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    jti_hash = models.CharField(max_length=64, blank=True, db_index=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["issued_by", "issued_at"], name="upload_code_issuer")]


class UsedCertificate(models.Model):
    """A certificate that published once, so that it does not twice. Chaff leaves one too."""

    jti_hash = models.CharField(max_length=64, primary_key=True)
    delete_on = models.DateField(db_index=True)


class DiagnosisKey(models.Model):
    """A temporary exposure key to be published. It names no case, no person, no moment; its primary key is the key itself."""

    key = models.CharField(max_length=32, primary_key=True)
    """Hexadecimal."""
    rolling_start_interval_number = models.PositiveBigIntegerField()
    rolling_period = models.PositiveSmallIntegerField()
    transmission_risk_level = models.PositiveSmallIntegerField()
    report_type = models.PositiveSmallIntegerField()
    days_since_onset = models.SmallIntegerField(null=True)
    public_from = models.BigIntegerField()
    batch = models.PositiveIntegerField(null=True, db_index=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["public_from"], condition=Q(batch__isnull=True), name="diagnosis_key_waiting")]


class KeyOwner(models.Model):
    """The owner of a key who agreed to be tied to their case. Hashes and a seal: the database alone names nobody."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    owner_hash = models.CharField(max_length=64, db_index=True)
    sealed = models.TextField()
    delete_on = models.DateField(db_index=True)


class KeyFile(models.Model):
    """A signed key file; its bytes also lie in the folder "keyfiles" of the home that made it."""

    batch = models.PositiveIntegerField(unique=True)
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    count = models.PositiveIntegerField()
    """Keys in it, drawn ones among them."""
    sha256 = models.CharField(max_length=64)
    """Empty: no longer given out; the newest file's row stays for its number and its end."""
    content = models.BinaryField(default=b"")
    """Its bytes, for the other machines that give it out."""
    delete_on = models.DateField(db_index=True)


class ExportKey(models.Model):
    """The key that signs key files. Phones carry its public half, so it lives for years; a new one has another ``version``."""

    version = models.CharField(max_length=8, unique=True)
    secret = models.TextField()
    """Encrypted under the site's secret (core.encryption)."""
    public_pem = models.TextField()
    created_at = models.DateTimeField()


class SharedMatch(models.Model):
    """A match that an exposed person shared, with their consent: a hint for a tracer, until a person says what it was."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=5, choices=[("share", "share"), ("log", "log")])
    day = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    confidence = models.CharField(max_length=7)
    probability_ppm = models.PositiveIntegerField()
    report_type = models.PositiveSmallIntegerField()
    encounter = models.UUIDField(null=True)
    """Event id of the encounter that was made of it, where the other side agreed to be tied to their case."""
    consent_version = models.CharField(max_length=16)
    consent_language = models.CharField(max_length=2)
    shared_at = models.DateTimeField()
    verdict = models.CharField(max_length=9, blank=True, choices=[(verdict.value, verdict.value) for verdict in MatchVerdict])
    note = SealedTextField(max_length=200, blank=True)
    judged_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "day"], name="shared_match_person"),
            models.Index(fields=["shared_at"], condition=Q(verdict=""), name="shared_match_waiting"),
        ]


class ChaffRow(models.Model):
    """A row that chaff writes where an upload writes its own, so that both cost the disk the same. Random letters, gone in a day."""

    name = models.CharField(max_length=64, primary_key=True)
    filler = models.CharField(max_length=200)
    delete_on = models.DateField(db_index=True)
