"""The set-up tool: what it takes for complete, and what it says about translations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tools import assets, translations

ROOT = Path(__file__).resolve().parents[3]


def test_a_changed_file_or_lock_is_fetched_again(tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    lock.write_text("{}")
    vendor = tmp_path / "vendor"
    targets = [target for _, _, target in (*assets.FILES, *assets.BUNDLES)]
    for target in targets:
        (vendor / target).parent.mkdir(parents=True, exist_ok=True)
        (vendor / target).write_text(target)
    assert not assets.complete(vendor, lock)
    sums = {target: assets.sha256(vendor / target) for target in targets}
    (vendor / assets.MANIFEST).write_text(json.dumps({"lock": assets.sha256(lock), "files": sums}))
    assert assets.complete(vendor, lock)
    (vendor / "htmx.min.js").write_text("altered")
    assert not assets.complete(vendor, lock)


def test_the_lock_names_no_registry_and_every_pin_is_exact() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: facts for name, facts in lock["packages"].items() if name}
    assert all("resolved" not in facts and facts["integrity"].startswith("sha512-") for facts in packages.values())
    pins = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(version[0].isdigit() for version in pins.values())
    assert pins["htmx.org"].startswith("2.")


def test_every_text_of_the_shell_has_its_english() -> None:
    assert [line for line in translations.complaints(ROOT / "src" / "truyvet") if line.startswith("web")] == []


def room(source: Path, name: str, page: str, catalogue: str) -> None:
    folder = source / name
    (folder / "templates" / name).mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "templates" / name / "page.html").write_text("{% load i18n %}\n  <p>\n" + page, encoding="utf-8")
    if catalogue:
        (folder / "locale/en/LC_MESSAGES").mkdir(parents=True)
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        (folder / "locale/en/LC_MESSAGES/django.po").write_text(head + catalogue, encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "catalogue", "complaint"),
    [
        ('{% translate "Huỷ" %}', "", "no English for 'Huỷ'"),
        ('{% translate "Huỷ" %}', 'msgid "Huỷ"\nmsgstr ""\n', "no English"),
        ('{% translate "Huỷ" %}', '#, fuzzy\nmsgid "Huỷ"\nmsgstr "Cancel"\n', "fuzzy"),
        ("", 'msgid "Huỷ"\nmsgstr "Cancel"\n', "nobody says"),
        ("", '#~ msgid "Huỷ"\n#~ msgstr "Cancel"\n', "obsolete"),
        ('{% translate "Sau" context "trang" %}', 'msgid "Sau"\nmsgstr "After"\n', "no English for 'Sau' (trang)"),
        (
            "{% blocktranslate %}có {{ n }} ca{% endblocktranslate %}",
            'msgid "có %(n)s ca"\nmsgstr "%(m)s cases"\n',
            "other placeholders",
        ),
    ],
)
def test_what_lacks_is_named(tmp_path: Path, page: str, catalogue: str, complaint: str) -> None:
    room(tmp_path, "cases", page, catalogue)
    assert any(complaint in line for line in translations.complaints(tmp_path))


def test_a_complete_room_is_silent_and_two_meanings_are_not(tmp_path: Path) -> None:
    room(tmp_path, "cases", '{% translate "Huỷ" %}', 'msgid "Huỷ"\nmsgstr "Cancel"\n')
    assert list(translations.complaints(tmp_path)) == []
    room(tmp_path, "venues", '{% translate "Huỷ" %}', 'msgid "Huỷ"\nmsgstr "Annul"\n')
    assert any("Django takes one for both" in line for line in translations.complaints(tmp_path))
