"""Reads a form file into a form. Every error of the file is reported at once."""

from __future__ import annotations

from truyvet.core.text_folding import fold_words
from truyvet.core.toml_table import DataFileError, TomlTable, parse_toml
from truyvet.declarations.rules.form_schema import (
    DeclarationForm,
    FieldKind,
    FieldMeaning,
    FormChoice,
    FormCondition,
    FormConsent,
    FormField,
    FormGroup,
    FormSection,
    OmittedField,
)

KINDS = tuple(FieldKind)
MEANINGS = tuple(FieldMeaning)


def form_from(text: str, name: str, signs: frozenset[str]) -> DeclarationForm:
    """Returns the form in the TOML ``text`` of the file ``name``.toml; ``signs`` are the reasons that a yes may stand for.

    Raises DataFileError with every error of the file.
    """
    errors: list[str] = []
    top = parse_toml(text, f"{name}.toml", errors)
    form = _form(top)
    if form.name != name:
        top.wrong("name", f"must be the name of the file, {name!r}")
    _check(form, top, signs)
    if errors:
        raise DataFileError(errors)
    return form


def _form(top: TomlTable) -> DeclarationForm:
    consent = top.table("consent")
    form = DeclarationForm(
        name=top.text("name", max_chars=24),
        aliases=top.texts("aliases"),
        version=top.text("version", max_chars=16),
        valid_from=top.day("valid_from").isoformat(),
        source=top.text("source"),
        certainty=top.text("certainty"),
        title=top.words("title"),
        lead=top.words("lead"),
        consent=FormConsent(consent.text("version", max_chars=16), consent.words("text"), consent.words("basis")),
        sections=tuple(FormSection(each.text("name"), each.words("title")) for each in _done(top.tables("section"))),
        groups=tuple(FormGroup(each.text("name"), each.words("label"), each.flag("required")) for each in _done(top.tables("group"))),
        fields=tuple(_field(each) for each in top.tables("field")),
        left_out=tuple(OmittedField(each.text("field"), each.text("why")) for each in _done(top.tables("left_out", "field"))),
    )
    consent.done()
    top.done()
    return form


def _done(tables: list[TomlTable]) -> list[TomlTable]:
    """Small tables: all their keys are asked for by the caller, so only a key too many is looked for here."""
    known = {"name", "title", "label", "required", "field", "why"}
    for each in tables:
        for key in sorted(set(each.values) - known):
            each.wrong(key, "is not known")
    return tables


def _field(table: TomlTable, *, inner: bool = False) -> FormField:
    field = FormField(
        name=table.text("name", max_chars=40),
        kind=FieldKind(table.one_of("kind", KINDS)),
        section="" if inner else table.text("section"),
        label=table.words("label"),
        hint=table.words("hint", empty=True),
        required=table.flag("required"),
        ours=table.flag("ours"),
        means=FieldMeaning(table.one_of("means", MEANINGS, needed=False)),
        sign=table.text("sign", needed=False),
        choices=tuple(_choice(each) for each in table.tables("choices", "value")),
        shown_if=_condition(table),
        default=table.text("default", needed=False),
        preselected=table.text("preselected", needed=False),
        follows=table.text("follows", needed=False),
        group=table.text("group", needed=False),
        most=table.whole("most", 1, 2_000),
        several=table.flag("several"),
        days_back=table.whole("days_back", 0, 366),
        days_ahead=table.whole("days_ahead", 0, 366),
        autocomplete=table.text("autocomplete", needed=False),
        fields=() if inner else tuple(_field(each, inner=True) for each in table.tables("fields")),
        needs_one=table.texts("needs_one"),
    )
    table.done()
    return field


def _choice(table: TomlTable) -> FormChoice:
    label = {"vi": table.text("vi"), "en": table.text("en")}
    also = tuple(fold_words(each).strip() for each in table.texts("also"))
    choice = FormChoice(table.text("value", max_chars=40), label, also, table.text("means", needed=False))
    table.done()
    return choice


def _condition(table: TomlTable) -> FormCondition | None:
    if "shown_if" not in table.values:
        return None
    inner = table.table("shown_if")
    condition = FormCondition(inner.text("field"), inner.texts("values"))
    inner.done()
    return condition


def _check(form: DeclarationForm, top: TomlTable, signs: frozenset[str]) -> None:
    """What no single key can tell: names used twice, conditions on later fields, signs that no reason bears."""
    sections, groups, before = {each.name for each in form.sections}, {each.name for each in form.groups}, set[str]()
    names = [each.name for each in form.fields]
    for field in form.fields:
        place = f"field {field.name}"
        if field.name in before:
            top.wrong(place, "stands twice")
        if field.section not in sections:
            top.wrong(place, f"its section {field.section!r} is not known")
        if field.group and field.group not in groups:
            top.wrong(place, f"its group {field.group!r} is not known")
        if field.group and field.kind is not FieldKind.YES_NO_01:
            top.wrong(place, "a tick of a group is of kind yes_no_01")
        if field.shown_if and field.shown_if.field not in before:
            top.wrong(place, f"is shown by {field.shown_if.field!r}, which is not an earlier field")
        if field.follows and field.follows not in names:
            top.wrong(place, f"follows {field.follows!r}, which is not a field")
        if (field.means in (FieldMeaning.SYMPTOM, FieldMeaning.EXPOSURE)) != bool(field.sign) or (field.sign and field.sign not in signs):
            top.wrong(place, f"its sign {field.sign!r} is no reason of watch.toml")
        _check_shape(field, place, top)
        before.add(field.name)
    for group in groups - {field.group for field in form.fields}:
        top.wrong(f"group {group}", "has no field")


def _check_shape(field: FormField, place: str, top: TomlTable) -> None:
    if (field.kind is FieldKind.CHOICE) != bool(field.choices):
        top.wrong(place, "a choice needs choices, and only a choice has them")
    if (field.kind is FieldKind.REPEAT) != bool(field.fields):
        top.wrong(place, "a repeat needs fields, and only a repeat has them")
    if field.kind in (FieldKind.TEXT, FieldKind.NAME, FieldKind.REPEAT, FieldKind.CODE) and not field.most:
        top.wrong(place, "needs a limit: most")
    if not field.name.isidentifier() or not field.name.isascii():
        top.wrong(place, "a name is of ASCII letters, digits and _")
    inner = [each.name for each in field.fields]
    if set(field.needs_one) - set(inner) or len(set(inner)) < len(inner):
        top.wrong(place, "needs_one or the names of its fields are wrong")
    for each in field.fields:
        if each.kind in (FieldKind.REPEAT, FieldKind.CHOICE):
            top.wrong(f"{place}.{each.name}", "an entry holds plain fields only")
