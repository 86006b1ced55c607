"""Something is sent to the server, and the owner reads in plain words how it went."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from truyvet.agent.client import Refused, Unreachable
from truyvet.agent.page.html import Html
from truyvet.agent.page.words import Words
from truyvet.proximity.errors import OwnError, PeerError

OWN: Final = MappingProxyType({"bad_code": "case.bad_code", "slip": "case.slip", "no_keys": "case.no_keys", "no_log": "log.nothing"})
"""What this device refuses by itself, and the text for it."""
ELSE: Final[Mapping[str, str]] = MappingProxyType({})


async def sent(
    words: Words, do: Callable[[], Awaitable[Any]], done: str, again: Callable[[str], Html], refused: Mapping[str, str] = ELSE,
) -> Html | str:  # fmt: skip
    """Do it and go on to ``done``, or show the page again with what went wrong.

    ``refused``: words for the server's reasons; those under "" for every other one.
    """
    try:
        await do()
    except OwnError as error:
        reason = str(error)
        return again(words(OWN[reason]) if reason in OWN else words("errors.refused", reason=reason))
    except Unreachable:
        return again(words("errors.offline"))
    except (Refused, PeerError) as error:
        return again(refused.get(error.reason) or refused.get("") or words("errors.refused", reason=error.reason))
    return done
