"""What the top of the house adds itself: the first page of the staff."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.access.permissions import HOME
from truyvet.core.room_contract import NavItem, Room

ROOM: Final = Room(name="site", navigation=(NavItem(_("Việc cần làm"), "home", HOME.value, order=10, icon="home"),))
