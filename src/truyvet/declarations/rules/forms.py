"""The forms that come with the programme: ``data/forms/*.toml``, read and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from truyvet.core.toml_table import DataFileError
from truyvet.declarations.rules import triage_table
from truyvet.declarations.rules.form_file import form_from
from truyvet.declarations.rules.form_schema import DeclarationForm, FieldKind, FieldMeaning, FormField

__all__ = ["DataFileError", "DeclarationForm", "FieldKind", "FieldMeaning", "FormField", "UnknownForm", "form", "load", "names"]


class UnknownForm(LookupError):
    """There is no form of this name. The message names those that there are."""

    def __init__(self) -> None:
        super().__init__(f"unknown form; known are {', '.join(names())}")


@cache
def load() -> Mapping[str, DeclarationForm]:
    """Returns every form by its name, in the order of the names. Raises DataFileError with every error of every file."""
    signs = frozenset(each.code for each in triage_table.load().reasons)
    found: dict[str, DeclarationForm] = {}
    errors: list[str] = []
    for entry in sorted(files("truyvet.declarations").joinpath("data", "forms").iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".toml"):
            name = entry.name.removesuffix(".toml")
            try:
                found[name] = form_from(entry.read_text("utf-8"), name, signs)
            except DataFileError as error:
                errors += error.errors
    called = [each for form in found.values() for each in (form.name, *form.aliases)]
    errors += [f"{each}: two forms are called so" for each in sorted({each for each in called if called.count(each) > 1})]
    if errors:
        raise DataFileError(errors)
    return MappingProxyType(found)


def form(name: str) -> DeclarationForm:
    """Returns the form of this name or alias. Raises UnknownForm."""
    for each in load().values():
        if name == each.name or name in each.aliases:
            return each
    raise UnknownForm


def names() -> tuple[str, ...]:
    """Returns names of the forms, each followed by its aliases."""
    return tuple(name for each in load().values() for name in (each.name, *each.aliases))
