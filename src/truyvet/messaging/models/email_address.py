"""Addresses for e-mail that people gave us themselves."""

from __future__ import annotations

from django.db import models

from truyvet.core.sealed_field import SealedTextField


class EmailAddress(models.Model):
    """The one address of a person at which they agreed to be told. Nothing goes there before the code that was sent there is typed."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="+")
    address = SealedTextField(max_length=254)
    code_hash = models.CharField(max_length=64, blank=True)
    """Keyed, of the address and the code; empty once it is used or spent."""
    code_until = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    codes_on = models.DateField()
    codes = models.PositiveSmallIntegerField(default=0)
    """How many codes were sent on that local day."""
    confirmed_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    delete_on = models.DateField(db_index=True)
