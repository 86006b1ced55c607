"""Codes as pictures: drawn by segno, read by zxing, and nobody named in them."""

from __future__ import annotations

import unicodedata

import base45
import numpy as np
import pytest
import segno
import zxingcpp
from cbor2 import CBORTag
from tests.unit.codes.wallet import CARD, PASS, POSTER, SCREEN, at_gate
from tests.vectors.make_codes import BHYT, CCCD, QR1405

from truyvet.codes.plain_cbor import NotPlainCbor, read_plain

PLANTED = ("Nguyễn Thị Huệ", "NGUYEN THI HUE", "024187012345", "0943000001", "1987-01-18", "18011987", "Quang Châu", "GD4242412345678")
"""A holder as every form has them; nothing of it may be in what the holder carries."""


def picture(text: str) -> np.ndarray:
    """A code as a screen shows it: rows of grey."""
    modules = segno.make(text, error="m", boost_error=False).matrix_iter(scale=4, border=4)
    return np.where(np.array([list(row) for row in modules], np.uint8), 0, 255).astype(np.uint8)


def decoded(text: str) -> zxingcpp.Barcode:
    (found,) = zxingcpp.read_barcodes(picture(text), formats=zxingcpp.BarcodeFormat.QRCode)
    return found


@pytest.mark.parametrize(
    "text", [PASS, CARD, POSTER, SCREEN, CCCD, QR1405, BHYT], ids=["pass", "card", "poster", "screen", "cccd", "1405", "bhyt"]
)
def test_drawn_and_read_back(text: str) -> None:
    found = decoded(text)
    assert found.text == text
    answer = at_gate(found.text)
    assert answer.ok
    assert answer == at_gate(text)


def test_passes_and_cards_pack_as_letters() -> None:
    """Base45 in upper case: the alphanumeric mode, two letters in eleven bits."""
    for text, largest in ((PASS, 13), (CARD, 9)):
        drawn = segno.make(text, error="m", boost_error=False)
        assert drawn.mode == "alphanumeric"
        assert isinstance(drawn.version, int)
        assert drawn.version <= largest


def test_the_picture_names_nobody() -> None:
    """Searched as letters and as bytes, in every layer that a reader can reach."""
    for text in (PASS, CARD):
        found = decoded(text)
        inner = base45.b45decode(text[5:])
        layers = (found.text.encode(), found.bytes, inner, *_strings(read_plain(inner)))
        for value in PLANTED:
            for form in (value, unicodedata.normalize("NFD", value), value.upper(), value.casefold()):
                for coding in ("utf-8", "utf-16-le", "utf-16-be"):
                    spelt = form.encode(coding)
                    assert not any(needle in layer for layer in layers for needle in (spelt, spelt.hex().encode())), value


def test_a_planted_name_would_be_found() -> None:
    assert b"024187012345" in decoded(CCCD).bytes
    assert "Nguyễn Thị Huệ".encode() in decoded(CCCD).text.encode()


def _strings(value: object) -> list[bytes]:
    """Every string within a value, also within strings that are CBOR themselves."""
    if isinstance(value, CBORTag):
        return _strings(value.value)
    if isinstance(value, dict):
        return [each for pair in value.items() for part in pair for each in _strings(part)]
    if isinstance(value, list):
        return [each for part in value for each in _strings(part)]
    if isinstance(value, bytes):
        try:
            return [value, *_strings(read_plain(value))]
        except NotPlainCbor:
            return [value]
    return [str(value).encode()]
