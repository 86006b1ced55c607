"""The address of a message centre, and what its receipts say."""

from __future__ import annotations

import pytest

from truyvet.messaging.gateways.smpp.codec import MESSAGE_STATE, RECEIPTED_ID, read_receipt
from truyvet.messaging.rules.receipt import IdForm, ReceiptOutcome
from truyvet.site.smpp_variable import smpp_address

TEXT = b"id:00001a sub:001 dlvrd:000 submit date:2105310100 done date:2105310101 stat:%s err:000 text:"


@pytest.mark.parametrize(("word", "outcome"), [
    (b"DELIVRD", ReceiptOutcome.DELIVERED), (b"UNDELIV", ReceiptOutcome.FAILED), (b"EXPIRED", ReceiptOutcome.EXPIRED),
    (b"ENROUTE", ReceiptOutcome.ON_ITS_WAY), (b"LIES", ReceiptOutcome.ON_ITS_WAY),
])  # fmt: skip
def test_receipt_in_words(word: bytes, outcome: ReceiptOutcome) -> None:
    assert read_receipt(4, TEXT % word, [], IdForm.HEX) == ("26", outcome)


def test_receipt_in_fields_and_what_is_none() -> None:
    fields = [(RECEIPTED_ID, b"0077\0"), (MESSAGE_STATE, b"\x05")]
    assert read_receipt(4, b"", fields, IdForm.DECIMAL) == ("77", ReceiptOutcome.FAILED)
    assert read_receipt(0, TEXT % b"DELIVRD", [], IdForm.TEXT) is None, "a message of somebody"
    assert read_receipt(4, b"\xff\x00", [], IdForm.TEXT) is None


def test_address() -> None:
    found = smpp_address("smpps://u:p%40ss@sms.example.vn:3550?sender=SO-Y-TE&ids=hex,decimal&window=5")
    assert found is not None and "p@ss" not in repr(found)
    assert (found.host, found.port, found.password, found.is_tls, found.window) == ("sms.example.vn", 3550, "p@ss", True, 5)
    assert (found.answer_ids, found.receipt_ids) == (IdForm.HEX, IdForm.DECIMAL)
    assert smpp_address("") is None


@pytest.mark.parametrize(
    "text", ["http://u:p@h", "smpp://h", "smpp://u:p@h?window=0", "smpp://u:p@h?ids=x", "smpp://u:p@h?sender=LONGERTHANALLOWED"]
)
def test_address_that_cannot_be(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        smpp_address(text)
