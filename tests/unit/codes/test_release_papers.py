"""A printed certificate is checked without a network: what it says, by whom it was signed, and never whether it was revoked."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.codes import commands
from truyvet.codes.code_reasons import CodeReason, CodeRefused
from truyvet.codes.code_tokens import make_card
from truyvet.codes.cose_sign1 import Signer, point
from truyvet.codes.release_papers import MAX_UNIT_CHARS, ReleasePaper, is_release, read_release, sign_release

SIGNER = Signer.of(ec.generate_private_key(ec.SECP256R1()))
KEYS = {SIGNER.kid: SIGNER.key.public_key()}
PAPER = ReleasePaper("ABCDEFGHJKLMNPQR", "quarantine", date(2021, 5, 10), date(2021, 5, 31), "N. T. V. D.", "Xã Ví Dụ", 1_622_422_800)


def shown(paper: ReleasePaper = PAPER, code: str = PAPER.code, signer: Signer = SIGNER) -> str:
    return f"https://vi-du.example/giay/{code}/#{sign_release(paper, signer)}"


def test_what_was_signed_is_read_back() -> None:
    assert read_release(f" {shown()}\n", keys=KEYS) == PAPER
    long = replace(PAPER, unit="Ủy ban nhân dân " * 9)
    assert read_release(shown(long), keys=KEYS).unit == long.unit[:MAX_UNIT_CHARS]
    assert len(shown(long)) < 500, "the squares of the printed code stay large enough for any camera"
    assert not is_release("https://vi-du.example/giay/ABCDEFGHJKLMNPQR/")


def bent() -> str:
    head, token = shown().split("#")
    raw = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    raw[-1] ^= 1
    return f"{head}#{base64.urlsafe_b64encode(raw).decode().rstrip('=')}"


def card() -> str:
    import base45

    text = make_card(token=bytes(16), issued=1, expires=2**31, declared=1, signer=SIGNER).removeprefix("TVC1:")
    return shown().split("#")[0] + "#" + base64.urlsafe_b64encode(base45.b45decode(text)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (bent(), CodeReason.FORGED),
        (shown(code="ZZZZZZZZZZZZZZZZ"), CodeReason.FORGED),  # the address of another certificate
        (shown(signer=Signer.of(ec.generate_private_key(ec.SECP256R1()))), CodeReason.UNKNOWN_KEY),
        (card(), CodeReason.WRONG_KIND),
        (shown()[:-9], CodeReason.BROKEN),
        ("https://vi-du.example/giay/ABCDEFGHJKLMNPQR/", CodeReason.BROKEN),
    ],
)
def test_a_paper_that_we_did_not_sign_is_refused(text: str, reason: CodeReason) -> None:
    with pytest.raises(CodeRefused) as refused:
        read_release(text, keys=KEYS)
    assert refused.value.reason is reason


@pytest.mark.parametrize(("as_json", "language"), [(True, "vi"), (False, "vi"), (False, "en")])
def test_the_command_says_what_no_paper_knows(
    as_json: bool, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    x, y = (base64.urlsafe_b64encode(each).decode().rstrip("=") for each in point(SIGNER.key.public_key()))
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [{"kid": SIGNER.kid.hex(), "x": x, "y": y}]}))
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(f"{shown()}\n{bent()}\n".encode())))
    given: Any = SimpleNamespace(action="read", json=as_json, keys=file, revoked=None, now="1622422800", full=False, lang=language)
    assert commands.run(given) == 0
    good, bad = capsysbinary.readouterr().out.decode().splitlines()
    if as_json:
        told = json.loads(good)
        assert (told["kind"], told["ok"], told["warnings"]) == ("release", True, ["may_be_revoked"])
        assert told["show"]["initials"] == "N. T. V. D." and told["show"]["last_day"] == "2021-05-31"
        assert json.loads(bad)["reason"] == "forged"
    else:
        assert ("thu hồi" if language == "vi" else "revoked") in good and PAPER.code in good
        assert ("mã giả" if language == "vi" else "forged") in bad
