"""Every act that the audit names, and everything it is done for, has words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from truyvet.core import registry
from truyvet.isolation.rules.order_states import OrderStep

SOURCE = Path(__file__).parents[3] / "src" / "truyvet"
NO_ACTIONS = {
    "access.drafts", "access.draft_owner", "exchange.mapping", "exchange.upload_findings", "exchange.upload_settings", "venues.check_in",
    "followup.call_answers",
    "followup.declared_persons", "followup.verdicts", "teams.bundle", "venues.claim", "venues.gate_door", "venues.keep_zone",
}  # fmt: skip
"""Names of this form in files that write the audit, of which no row tells: of keys, readers and limits."""
EXPANDED = {
    "cases.": ("recovered", "died", "discarded"),
    "declarations.": ("acknowledged", "given_back", "called", "closed"),
    "isolation.": tuple(step.value for step in OrderStep),
    "passes.issue_": ("phone", "card"),
    "devices.": ("share", "log"),
    "devices.purge_": (
        "decoy", "diagnosiskey", "encounters", "installation", "keyfile", "keyowner", "sharedmatch", "uploadcode", "usedcertificate",
    ),
    "investigations.purge_": ("runs", "interviews"),
    "venues.check_": ("in", "out"),
}  # fmt: skip
"""What stands behind the beginning of a name that is put together."""


def sources() -> list[str]:
    paths = sorted(path for path in SOURCE.rglob("*.py") if not {"migrations", "agent"} & set(path.parts))
    return [path.read_text("utf-8") for path in paths]


def actions() -> list[str]:
    """Returns every name of the form "room.verb" in a file that writes the audit, put together where it is made of parts."""
    rooms = "|".join(room.name for room in registry.rooms())
    writers = [
        text for text in sources() if re.search(r"from truyvet.audit.(actions|models) import .*\b(record|record_many|AuditRow)\b", text)
    ]
    named = {match for text in writers for match in re.findall(rf'f?"(?:{rooms})\.[a-z_]*(?:\{{[^"]*)?"', text)}
    begun = {name[2:].partition("{")[0] for name in named if "{" in name}
    assert begun <= EXPANDED.keys(), f"say in EXPANDED what may follow: {begun - EXPANDED.keys()}"
    whole = {name.removeprefix("f").strip('"') for name in named if "{" not in name}
    return sorted(whole - NO_ACTIONS | {f"{start}{end}" for start in begun for end in EXPANDED[start]})


def purposes() -> list[str]:
    """Returns every purpose that stands in the code: whole ones, and what stands before the colon of one with a code."""
    text = "\n".join(sources())
    handed_over = re.findall(r'(?i)\b\w*purpose(?:: Final)? ?= ?f?"([a-z_]+)(?::\{[^"\n]*)?"', text)
    returned = re.findall(r'(?s)def \w*purpose\w*\((?:(?!\ndef ).){0,700}?return f"([a-z_]+):\{', text)
    roles = re.findall(r'\bBy\([^()\n]+, "[a-z_]+", "([a-z_]+)"\)', text)
    found = {*handed_over, *returned, *roles, *re.findall(r'"(task:[a-z_]+)"', text), "suspected"}
    return sorted(found - {"devices"})  # a purpose of a consent


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_action_has_words(language: str) -> None:
    assert len(actions()) > 80
    with override(language):
        assert not [action for action in actions() if registry.action_name(action) == action]
    if language == "en":
        with override("vi"):
            vietnamese = {action: registry.action_name(action) for action in actions()}
        with override("en"):
            assert not [action for action, words in vietnamese.items() if registry.action_name(action) == words]


def test_every_purpose_has_words() -> None:
    assert {"case", "task:find_case", "task:new_case", "self", "import"} <= set(purposes())
    for language in ("vi", "en"):
        with override(language):
            assert not [purpose for purpose in purposes() if not registry.purpose_name(purpose)]
    with override("vi"):
        assert registry.purpose_name("case:BG-0412") == "Điều tra ca bệnh"
        assert registry.purpose_name("something") == ""
