"""What the public figures tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import NavItem, Room
from truyvet.public_figures import retention
from truyvet.public_figures.jobs import publication
from truyvet.public_figures.labels import ACTION_NAMES
from truyvet.public_figures.rules.public_measures import load_public_measures

ROOM: Final = Room(
    navigation=(NavItem(_("Số liệu công bố"), "public_figures:overview", "", order=88, icon="graph"),),
    name="public_figures",
    jobs=publication.JOBS,
    retention=retention.RULES,
    actions=ACTION_NAMES,
    at_start=(load_public_measures,),
)
