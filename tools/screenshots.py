#!/usr/bin/env python3
"""Takes the tutorial's pictures from a running demo, in Vietnamese, at 1280 and 390 px.

    ./run demo && .venv/bin/python tools/screenshots.py

Needs the `dev` extra and Debian's Chromium, as the browser tests do.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs/tutorial/images"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> int:
    """Exit status 0 with all pictures in docs/tutorial/images."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=Path("var/demo"))
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    arguments = parser.parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN").new_page()
        page.goto(_link(arguments.home, arguments.url))
        _walk(page, arguments.url)
        browser.close()
    return 0


def _link(home: Path, url: str) -> str:
    command = [sys.executable, "-m", "truyvet.cli.main", "login-link", "truyvet1", "--url", url]
    done = subprocess.run(command, env={**os.environ, "TRUYVET_HOME": str(home)}, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _walk(page: Page, url: str) -> None:
    def shot(name: str) -> None:
        page.screenshot(path=PICTURES / f"{name}.png")

    page.goto(f"{url}/")
    shot("home-1280")
    page.goto(f"{url}/ca-benh/")
    shot("cases-1280")
    page.goto(f"{url}/truy-vet/")
    # A run of one case with a list that fits a morning of calls.
    one = page.locator("tbody tr", has_text="BG-0015").locator("a").first
    run = one.get_attribute("href") or page.locator("tbody a").first.get_attribute("href") or ""
    page.goto(f"{url}/ca-benh/BG-0015/")
    shot("case-1280")
    page.goto(url + run)
    shot("run-1280")
    contact = page.locator("tbody a").first.get_attribute("href") or ""
    page.goto(url + contact)
    shot("contact-1280")
    page.goto(f"{url}{run}do-thi/")
    page.wait_for_timeout(2500)
    shot("graph-1280")
    page.goto(f"{url}/truy-vet/ca/BG-0015/")
    page.get_by_text("CV 1909/BYT-DP").first.click()
    page.get_by_role("button", name="Truy vết", exact=True).last.click()
    page.wait_for_selector("tbody a", timeout=90_000)
    page.get_by_role("link", name="so với lần trước").first.click()
    shot("compare-1280")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(url + run)
    shot("run-390")


if __name__ == "__main__":
    sys.exit(main())
