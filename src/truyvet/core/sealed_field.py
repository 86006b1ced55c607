"""A column of text that lies sealed in the database (core.data_keys): the code reads and writes plain text, the file holds bytes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import In

from truyvet.core.data_keys import open_sealed, seal, seal_equal


class SealedTextField(models.CharField):  # type: ignore[type-arg]
    """Text that only this installation can read. Nothing in the database can sort by it or look into it.

    ``is_searchable``: equal texts give equal bytes, so that ``filter(number=...)``, ``__in`` and unique constraints work; a thief sees
    which rows are equal, no more. Without it the empty text alone can be asked for.
    """

    def __init__(self, *args: Any, is_searchable: bool = False, **kwargs: Any) -> None:
        self.is_searchable = is_searchable
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Adds whether it is searchable."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "is_searchable": True} if self.is_searchable else kwargs

    def get_internal_type(self) -> str:
        """Bytes, in every database."""
        return "BinaryField"

    @property
    def purpose(self) -> str:
        """What the column's values are bound to: "people.Person.name"."""
        return f"{self.model._meta.label}.{self.name}"

    def from_db_value(self, value: Any, expression: object, connection: object) -> str | None:
        """Opens a stored value. Raises DecryptionFailed."""
        return None if value is None else open_sealed(self.purpose, bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Seals a text."""
        if value is None:
            return None
        text = str(value)
        return connection.Database.Binary(seal_equal(self.purpose, text)[0] if self.is_searchable else seal(self.purpose, text))

    def get_lookup(self, lookup_name: str) -> Any:
        """Equality alone; anything else is refused by Django with the name of the field."""
        return {"exact": SealedExact, "in": SealedIn, "isnull": super().get_lookup("isnull")}.get(lookup_name)

    def get_transform(self, lookup_name: str) -> None:
        """None: the database cannot compute with what it cannot read."""


class SealedIn(In):
    """Any of some texts, under any of the keys."""

    lookup_name = "in"

    def get_prep_lookup(self) -> Any:
        """Turns texts into the bytes that they may have."""
        field = self.lhs.output_field
        texts = [str(value) for value in self.texts() if value is not None]
        if not field.is_searchable and any(texts):
            raise FieldError(f"{field.purpose} is sealed and not searchable")
        return [form for text in texts for form in seal_equal(field.purpose, text)]

    def texts(self) -> Any:
        """Returns what is looked for."""
        if not self.rhs_is_direct_value():
            raise FieldError("a sealed column is compared with texts, not with another column")
        return self.rhs

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        """Hands the bytes over as they are."""
        return "%s", [connection.Database.Binary(each) for each in value]


class SealedExact(SealedIn):
    """One text, under any of the keys."""

    lookup_name = "exact"

    def texts(self) -> Any:
        """Returns what is looked for."""
        self.rhs = [self.rhs]
        return super().texts()
