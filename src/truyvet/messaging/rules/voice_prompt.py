"""What a recorded prompt must be, so that any telephone network plays it as it is: WAV, 8 kHz, 16 bit, one channel, not too long."""

from __future__ import annotations

import io
import wave
from typing import Final

from truyvet.core.refusal import Refusal, Refused

RATE_HZ: Final = 8_000
"""What telephone networks carry (ITU-T G.711)."""
SECONDS: Final = (3, 60)
"""Ours: shorter says nothing, longer is not listened to."""
MAX_RECORDING_BYTES: Final = 1_000_000
"""60 seconds are 960,044 bytes."""


class RecordingRefused(Refused):
    """A recording was not kept, or not decided; codes stand in labels.RECORDING_REFUSALS."""


def recording_seconds(data: bytes) -> int:
    """Returns how long a recording lasts, in whole seconds. Raises RecordingRefused: "size", "format", "seconds"."""
    if len(data) > MAX_RECORDING_BYTES:
        raise RecordingRefused(Refusal("size", "file"))
    try:
        with wave.open(io.BytesIO(data)) as sound:
            shape = sound.getnchannels(), sound.getsampwidth(), sound.getframerate(), sound.getcomptype()
            frames = len(sound.readframes(sound.getnframes())) // 2
    except (wave.Error, EOFError, ValueError, RuntimeError):
        raise RecordingRefused(Refusal("format", "file")) from None
    if shape != (1, 2, RATE_HZ, "NONE"):
        raise RecordingRefused(Refusal("format", "file"))
    # What is there counts, not what the header promises.
    if not SECONDS[0] * RATE_HZ <= frames <= SECONDS[1] * RATE_HZ:
        raise RecordingRefused(Refusal("seconds", "file"))
    return frames // RATE_HZ
