"""How many days messages are kept. Source: privacy goals of the threat register."""

from __future__ import annotations

MESSAGE_DAYS = 30
"""So long a message that said something wrong can still be corrected to whoever got it."""
ZALO_UNREACHABLE_DAYS = 30
"""So long a number without Zalo is not tried there again; people install it now and then."""
ZALO_EVENT_DAYS = 3
"""Ours. Zalo sends an unanswered call again within minutes."""
PUSH_DAYS = 180
"""Ours: after half a year somebody else may have the telephone; pressing the button again begins anew."""
EMAIL_DAYS = 365
"""Ours: after a year an address may well be read by nobody; giving it again begins anew."""
OPT_OUT_DAYS = 730
"""Ours: after two years without a word a number may well be somebody else's; without consent it gets nothing all the same."""
TEMPLATE_DAYS = 730
"""Ours: so long it can be looked up who approved which words, after they were refused or ended."""
