"""A gateway's numbers in one form, and what the receipts of parts make of a message."""

from __future__ import annotations

import pytest

from truyvet.messaging.rules.delivery_state import DeliveryState
from truyvet.messaging.rules.receipt import IdForm, ReceiptOutcome, normalised_id, state_of_parts

ARRIVED, FAILED, EXPIRED = ReceiptOutcome.DELIVERED, ReceiptOutcome.FAILED, ReceiptOutcome.EXPIRED


@pytest.mark.parametrize(("answered", "its_form", "receipt", "receipt_form"), [
    ("0001a2b3", IdForm.HEX, "0000107187", IdForm.DECIMAL), ("107187", IdForm.DECIMAL, "1A2B3", IdForm.HEX),
    ("000abc-1", IdForm.TEXT, "ABC-1\x00", IdForm.TEXT), ("0", IdForm.TEXT, "000", IdForm.TEXT), ("xyz", IdForm.HEX, "XYZ ", IdForm.TEXT),
])  # fmt: skip
def test_one_number_in_two_forms(answered: str, its_form: IdForm, receipt: str, receipt_form: IdForm) -> None:
    assert normalised_id(answered, its_form) == normalised_id(receipt, receipt_form)


@pytest.mark.parametrize(("parts", "outcomes", "state"), [
    (1, [ARRIVED], DeliveryState.DELIVERED), (3, [ARRIVED, ARRIVED], None), (3, [ARRIVED] * 3, DeliveryState.DELIVERED),
    (3, [ARRIVED, FAILED], DeliveryState.FAILED_FOR_GOOD), (2, [EXPIRED], DeliveryState.EXPIRED), (2, [], None), (0, [], None),
])  # fmt: skip
def test_all_parts_arrive_or_one_decides(parts: int, outcomes: list[ReceiptOutcome], state: DeliveryState | None) -> None:
    assert state_of_parts(parts, outcomes) is state
