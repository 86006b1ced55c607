"""What the persons' room tells the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.areas.rules.call_numbers import CITIZENS_COMMUNE
from truyvet.core.room_contract import Audience, NavItem, PersonPart, Room
from truyvet.people import alarms, labels, person, retention
from truyvet.people.citizen_door import citizens_commune
from truyvet.people.jobs import erasures
from truyvet.people.measures import MEASURES
from truyvet.people.permissions import PERMISSIONS, SEE_PEOPLE
from truyvet.people.queries import residents
from truyvet.people.rules import consents
from truyvet.people.rules.look_limit import TASK
from truyvet.people.work import TASKS

ROOM: Final = Room(
    name="people",
    permissions=PERMISSIONS,
    navigation=(NavItem(_("Con người"), "people:find", SEE_PEOPLE.value, order=40, icon="people"),),
    citizen_navigation=(NavItem(_("Của tôi"), "people:me", "", order=40, icon="person"),),
    alarms=alarms.ALARMS,
    retention=retention.RULES,
    person=PersonPart(
        room="people",
        permission=SEE_PEOPLE.value,
        timeline=person.timeline,
        export=person.export,
        erase=person.erase,
        label=labels.LABEL,
        words=labels.WORDS,
        kept=labels.KEPT,
    ),
    actions=labels.ACTION_LABELS,
    purposes={"self": _("Việc của chính mình"), **{f"{TASK}:{task}": words for task, words in TASKS.items()}},
    jobs=erasures.JOBS,
    answers={CITIZENS_COMMUNE: citizens_commune},
    audiences=(Audience("residents", _("Mọi người dân của địa bàn"), residents),),
    at_start=(consents.consent_texts,),
    measures=MEASURES,
)
