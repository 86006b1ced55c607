"""The example that the form of roles gives can be typed."""

from __future__ import annotations

import re

from truyvet.access.forms import GrantForm
from truyvet.places import unit_lists


def test_the_example_of_a_unit_is_in_force_in_both_editions() -> None:
    """07783 was refused from July 2025 on."""
    (code,) = re.findall(r"\d{5}", str(GrantForm.base_fields["unit"].help_text))
    assert {unit.edition for unit in unit_lists.units() if unit.code == code} == {"2021", "2025"}
