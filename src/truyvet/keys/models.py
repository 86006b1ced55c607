"""The table of keys."""

from __future__ import annotations

from django.db import models


class SigningKey(models.Model):
    """A key pair of this installation (P-256). ``purpose``: "sign" for codes, "seal" for what gates keep offline."""

    kid = models.BinaryField(max_length=8, unique=True)
    """First 8 bytes of the SHA-256 of the public point: what a code names its key by."""
    purpose = models.CharField(max_length=4, choices=[("sign", "sign"), ("seal", "seal")])
    secret = models.TextField()
    """The private key, encrypted under the site's secret (keys.key_storage)."""
    public_x = models.BinaryField(max_length=32)
    public_y = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    used_until = models.DateTimeField()
    """From then on another key signs; this one is still believed until ``believed_until``."""
    believed_until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["purpose", "-created_at"], name="passes_key_newest")]
