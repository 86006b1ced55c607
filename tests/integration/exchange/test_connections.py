"""The page of connections: every adapter with its state and what is known of its format; no key, whoever looks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from truyvet.exchange.connections import AdapterState, FormatBasis, adapter_state, load_adapters
from truyvet.messaging.rules.zns import zns_templates
from truyvet.site.config import SETTINGS
from truyvet.site.zalo_page import ZaloPage

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
ADDRESS = "/cau-hinh/ket-noi/"
ROOT = Path(__file__).parents[3] / "src" / "truyvet"


def test_every_adapter_is_there_with_its_state_and_its_certainty(client_for: Callable[..., Client]) -> None:
    page = client_for("admin").get(ADDRESS).content.decode()
    for adapter in load_adapters():
        assert f'id="{adapter.code}"' in page and adapter.name["vi"] in page and adapter.confirmed["vi"] in page
        assert adapter.unconfirmed["vi"] in page
    assert "Kết nối đang dùng đều đã đối chiếu" in page, "what is not confirmed is not set up"
    assert "chưa cấu hình" in page and "TRUYVET_ZALO_OA_SECRET" in page
    assert {"sandbox", "zalo_webhook", "zns", "cccd", "qr1405", "insurance", "turnstile", "xlsform", "imports"} <= {
        a.code for a in load_adapters()
    }


def test_a_page_that_is_set_up_and_no_secret_on_it(client_for: Callable[..., Client], settings: Any) -> None:
    secrets = ("SECRET-oa", "SECRET-app", "SECRET-access", "SECRET-refresh")
    settings.TRUYVET_ZALO = ZaloPage("1234567890", *secrets, zns=zns_templates("signin_code:259340"))
    assert not {AdapterState.UNSET} & {adapter_state(each) for each in load_adapters()}
    page = client_for("province_officer").get(ADDRESS).content.decode()
    assert "Một kết nối đang dùng chưa xác nhận" in page
    assert not any(secret in page for secret in (*secrets, "1234567890", "259340"))
    assert "/nhap-du-lieu/" not in page, "a link is shown to whoever may follow it"


@pytest.mark.parametrize(("role", "unit", "status"), [
    ("admin", "24", 200), ("province_officer", "24", 200), ("tracer", "24", 403), ("commune_officer", "07783", 403), (None, "24", 403),
])  # fmt: skip
def test_who_sees_it(client_for: Callable[..., Client], role: str | None, unit: str, status: int) -> None:
    assert client_for(role, unit).get(ADDRESS).status_code == status


def test_in_english(client_for: Callable[..., Client]) -> None:
    client = client_for("admin")
    client.cookies["django_language"] = "en"
    page = client.get(ADDRESS).content.decode()
    assert "checked against source code" in page and "Turnstiles and access devices" in page and "chưa" not in page.split("<main")[1]


def test_what_the_data_names_exists() -> None:
    known = {setting.name for setting in SETTINGS}
    for adapter in load_adapters():
        assert set(adapter.settings) <= known, adapter.code
        assert (adapter.basis is FormatBasis.NONE) == (adapter_state(adapter) is AdapterState.NONE), adapter.code
        first = adapter.place.split(",")[0]
        assert not first or (ROOT / first).exists(), f"{adapter.code}: {first}"
        assert bool(adapter.unconfirmed["vi"]) == bool(adapter.unconfirmed["en"])
        assert adapter.basis is not FormatBasis.UNCONFIRMED or adapter.unconfirmed["vi"], adapter.code
