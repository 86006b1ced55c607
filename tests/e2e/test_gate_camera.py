"""A real code before a camera: Chromium's own camera shows a film of a phone's pass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import segno
from playwright.sync_api import Browser, Page, ViewportSize, expect
from tests.e2e.conftest import ARGUMENTS, CHROMIUM
from tests.e2e.gate_world import World, all_sent, set_up, sign_in, world

from truyvet.venues.models import GateScan, Visit

WIDE, HIGH = 640, 480


def film(text: str, target: Path) -> Path:
    """A short film (YUV4MPEG2) of a screen that shows this code, on a grey wall, a little noisy."""
    code = segno.make(text, error="m", boost_error=False)
    rows = np.array([[1 if cell else 0 for cell in row] for row in code.matrix_iter(border=4)], dtype=np.uint8)
    scale = min(HIGH - 40, WIDE - 40) // rows.shape[0]
    picture = np.where(np.kron(rows, np.ones((scale, scale), dtype=np.uint8)) == 1, 30, 225).astype(np.int16)
    frame = np.full((HIGH, WIDE), 120, dtype=np.int16)
    top, left = (HIGH - picture.shape[0]) // 2, (WIDE - picture.shape[1]) // 2
    frame[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    noise = np.random.default_rng(5)
    grey = np.full(HIGH * WIDE // 2, 128, dtype=np.uint8).tobytes()
    with target.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDE} H{HIGH} F15:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(6):
            noisy = np.clip(frame + noise.integers(-6, 7, frame.shape), 0, 255).astype(np.uint8)
            file.write(b"FRAME\n" + noisy.tobytes() + grey)
    return target


@pytest.fixture
def gate_world(transactional_db: None, units: dict[str, int]) -> World:
    return world(units, datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def at_camera(gate_world: World, browser: Browser, live_server: Any, tmp_path: Path) -> Iterator[Any]:
    """``at_camera(text)``: the gate's page of a browser whose camera sees this code."""
    opened: list[Browser] = []

    def open_page(text: str) -> Page:
        film_of_it = f"--use-file-for-fake-video-capture={film(text, tmp_path / 'code.y4m')}"
        fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", film_of_it]
        made = browser.browser_type.launch(executable_path=str(CHROMIUM), args=[*ARGUMENTS, *fake])
        opened.append(made)
        size: ViewportSize = {"width": 390, "height": 844}
        page = made.new_context(base_url=live_server.url, locale="vi-VN", viewport=size, permissions=["camera"]).new_page()
        sign_in(page, live_server.url, gate_world.guard)
        set_up(page)
        return page

    yield open_page
    for each in opened:
        each.close()


def test_a_pass_before_the_camera_opens(gate_world: World, at_camera: Any, shot: Any) -> None:
    # The page is set up first, for the code's minute runs.
    who = gate_world.holder()
    page: Page = at_camera(who.show(int(datetime.now(UTC).timestamp())))
    page.get_by_role("button", name="Mở máy ảnh").click()
    expect(page.locator("#ket-qua")).to_have_attribute("data-verdict", "pass", timeout=30_000)
    shot(page, "gate-camera-390-vi")
    all_sent(page)
    assert Visit.objects.get().person_id == who.person_id
    # The code is still before the camera: it is one showing, not many.
    shown = page.evaluate("document.getElementById('hinh').currentTime")
    page.wait_for_function("(time) => document.getElementById('hinh').currentTime > time", arg=shown + 1.5)
    assert GateScan.objects.count() == 1


def test_another_venues_poster_before_the_camera_is_named(gate_world: World, at_camera: Any) -> None:
    import uuid

    from truyvet.codes.code_tokens import make_venue
    from truyvet.keys import keyring

    at = int(gate_world.now.timestamp())
    text = make_venue(
        code_id=uuid.uuid4().bytes, issued=at - 60, expires=None, signer=keyring.signer(gate_world.now), site="https://x.example"
    )
    page: Page = at_camera(text)
    page.get_by_role("button", name="Mở máy ảnh").click()
    expect(page.locator("#ket-qua")).to_contain_text("Mã của nơi khác", timeout=30_000)
    assert not Visit.objects.exists()
