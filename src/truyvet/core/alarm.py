"""An operational state that somebody must know of: it is raised by what is the matter and cleared when it is over.

An alarm is not a task of an officer. It stands on the administrator's home, in ``/suc-khoe/`` and among the metrics, each with
its playbook.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AlarmKind:
    """What can be the matter. ``name`` is "<room>.<what>"; ``title`` is a lazy translation.

    ``playbook`` is the name of a page of docs/playbooks. ``find(now)`` returns what is the matter in a few words that name no person, or ""
    when all is well.
    """

    name: str
    title: object
    playbook: str
    find: Callable[[datetime], str]
