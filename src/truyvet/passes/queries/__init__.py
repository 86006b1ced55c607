"""Reads of the passes room: for gates and for the person's own page. Nothing here leads from a token to a history."""

from truyvet.passes.queries.held import StandingSeen, held_among, standing_of
from truyvet.passes.queries.holding import Holder, RevokedList, holders, revoked

__all__ = ["Holder", "RevokedList", "StandingSeen", "held_among", "holders", "revoked", "standing_of"]
