"""Days for which the key server keeps its rows, each with its reason."""

from __future__ import annotations

from typing import Final

INSTALLATION_DAYS: Final = 90
"""Not heard of for so long: the app is gone, or was installed anew. As long as a phone number stays proved (F13)."""
CODE_DAYS: Final = 2
"""After a code ended, so that a patient who asks why theirs did not work gets an answer; then nothing ties a case to an upload."""
CERTIFICATE_DAYS: Final = 1
"""After a certificate ended: until then the same one is refused."""
MATCH_DAYS: Final = 21
"""From the day of the match: as long as encounters are kept."""
CHAFF_DAYS: Final = 1
"""Nobody reads these rows; the next deletion takes them."""
