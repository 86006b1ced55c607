#!/usr/bin/env python3
"""Runs the commands that work on files, and the demonstration, and holds their answers against those of version d55fc99.

    python tools/same_answers.py                        commands, against tests/fixtures/same_answers.json
    python tools/same_answers.py --demo                 the demonstration too (half a minute more)
    python tools/same_answers.py --old /tmp/base        against another checkout, with every difference line by line
    python tools/same_answers.py --old /tmp/base --keep write that checkout's answers into the fixture (asks nothing of this tree)
    python tools/same_answers.py --only NAME            those whose name contains NAME

Inputs come from ../shared/data (or TRUYVET_SHARED_DATA) and tests/vectors. Of each command are compared: exit status, what it prints, what
it complains of, and every file that it writes, byte by byte; of a ZIP (XLSX, key file) its members without the hour and the signature
in them. Differences that are meant stand in docs/explanation/same-answers.md with their reasons. Exit status 0 when nothing else differs.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools import same_demo  # noqa: E402 - found from anywhere only now

FIXTURE = ROOT / "tests/fixtures/same_answers.json"
INTENDED = ROOT / "docs/explanation/same-answers.md"
VECTORS = ROOT / "tests/vectors/codes.json"
PASSING = frozenset({"docProps/core.xml", "export.sig"})
"""Members of a ZIP that differ each time: the hour of writing, a signature with chance in it."""
MIDNIGHT, SLOT = 1_620_579_600, 20
RECORDINGS = ("hospital_ward_2010", "high_school_2011", "office_2013")
DEFINITIONS = ("default", "influenza", "measles", "vn-2020-08", "vn-2021-07", "vn-2021-12", "vn-2022-04")
Answer = dict[str, str]
"""Part of an answer ("exit", "stdout", "stderr", or the name of a file) → its text."""


@dataclass(frozen=True, slots=True)
class Command:
    """One question: command lines run after each other in an empty folder beside the inputs in ``in``."""

    name: str
    lines: tuple[str, ...]
    stdin: str = ""
    first: str = ""
    """A command line that makes inputs beside ``in``, run once."""
    chance: str = ""
    """Regular expression of what chance puts into the answer."""


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 when all answers are the same but for what is meant; 2 when the data are not here."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--old", type=Path, help="a checkout of the version to compare with")
    parser.add_argument("--keep", action="store_true", help="write the old checkout's answers into the fixture")
    parser.add_argument("--demo", action="store_true", help="the demonstration as well")
    parser.add_argument("--only", default="", metavar="NAME")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each Nth command alone")
    options = parser.parse_args(arguments)
    data = shared_data()
    if not data.is_dir():
        print(f"the data are not here: {data}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="truyvet-same-") as name:
        folder = Path(name)
        prepare(folder / "in", data)
        asked = [command for command in commands() if options.only in command.name][:: options.every]
        old = answers(options.old.resolve(), asked, folder / "old") if options.old else None
        if options.old and options.demo:
            assert old is not None
            old["demo"] = same_demo.dump(options.old.resolve(), folder / "demo-old", data / "trials")
        if options.keep:
            assert old is not None
            FIXTURE.write_text(json.dumps(digests(old), indent=1, sort_keys=True) + "\n", "utf-8")
            print(f"{len(old)} answers kept in {FIXTURE.relative_to(ROOT)}")
            return 0
        new = answers(ROOT, asked, folder / "new")
        if options.demo:
            new["demo"] = same_demo.dump(ROOT, folder / "demo-new", data / "trials")
    return report(old, new)


def shared_data() -> Path:
    """The folder of real data, whether or not it is there."""
    return Path(os.environ.get("TRUYVET_SHARED_DATA") or ROOT.parent / "shared/data")


def report(old: dict[str, Answer] | None, new: dict[str, Answer]) -> int:
    """Prints what differs; 1 when any of it is not meant."""
    meant, wrong, seen = intended(), 0, set()
    kept = digests(old) if old is not None else json.loads(FIXTURE.read_text("utf-8"))
    for name, found in digests(new).items():
        before = kept.get(name)
        if before is None:
            print(f"NEW      {name}: the old version was not asked this")
            wrong += 1
            continue
        parts = sorted(part for part in before.keys() | found.keys() if before.get(part) != found.get(part))
        spots = [f"{name} {part}" for part in parts]
        reasons = {spot: pattern for spot in spots for pattern in meant if re.fullmatch(pattern, spot)}
        seen |= set(reasons.values())
        for spot, part in zip(spots, parts, strict=True):
            print(f"{'MEANT    ' if spot in reasons else 'DIFFERENT'} {spot}{'  – ' + meant[reasons[spot]] if spot in reasons else ''}")
            wrong += spot not in reasons
            if spot not in reasons and old is not None:
                print("\n".join(_changes(old[name].get(part, "(no such file)"), new[name].get(part, "(no such file)"))))
    print(f"{len(new)} answers, {wrong} different and not meant")
    return 1 if wrong else 0


def _changes(was: str, now: str, most: int = 20) -> list[str]:
    lines = difflib.unified_diff(was.splitlines(), now.splitlines(), "d55fc99", "today", lineterm="", n=0)
    return [f"    {line[:300]}" for line, _ in zip(lines, range(most), strict=False)]


def intended() -> dict[str, str]:
    """Differences that are meant: pattern → reason, from the table of the page. The pattern is "NAME PART", a regular expression."""
    text = INTENDED.read_text("utf-8") if INTENDED.is_file() else ""
    return {
        pattern.replace("\\|", "|"): reason.strip() for pattern, reason in re.findall(r"^\| `([^`]+)` \| (.+?) \|$", text, re.MULTILINE)
    }


def digests(found: dict[str, Answer]) -> dict[str, dict[str, str]]:
    """The same with a digest for each text."""
    return {
        name: {part: hashlib.sha256(text.encode()).hexdigest()[:20] for part, text in answer.items()}
        for name, answer in sorted(found.items())
    }


# --- Inputs


def prepare(folder: Path, data: Path) -> None:
    """Writes inputs that depend on nothing of ours: meetings of three recordings, sightings, readings, keys, codes, declarations."""
    import duckdb
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        for name in RECORDINGS:
            source = data / "contacts" / f"{name}.parquet"
            connection.execute(
                f"COPY (SELECT i AS person_a, j AS person_b, {MIDNIGHT} + t - {SLOT} AS start, {SLOT} AS seconds FROM '{source}' "
                f"ORDER BY t, i, j) TO '{folder / f'{name}.parquet'}' (FORMAT parquet)"
            )
            ranked = connection.execute(
                f"SELECT p FROM (SELECT i AS p FROM '{source}' UNION ALL SELECT j FROM '{source}') GROUP BY p ORDER BY count(*) DESC, p"
            ).fetchall()
            busy, usual, quiet = (ranked[place][0] for place in (0, len(ranked) // 2, len(ranked) * 3 // 4))
            (folder / f"{name}_cases.csv").write_text(
                "person_id,infectious_from,infectious_until,onset,sample\n"
                f"{busy},{MIDNIGHT + 36_000},2021-05-30T00:00:00+07:00,,\n{usual},,,2021-05-11,\n{quiet},,,,2021-05-13\n",
                "utf-8",
            )
        connection.execute(
            "COPY (SELECT receiver, transmitter, time_ms // 1000 AS time, rssi, tx_power "
            f"FROM '{data / 'ble/soldiers_2020-04-17.parquet'}' WHERE scene = 'lunch' "
            f"ORDER BY time_ms, receiver, transmitter, rssi LIMIT 20000) TO '{folder / 'readings.csv'}' (HEADER)"
        )
    key = ec.derive_private_key(0x1111, ec.SECP256R1())
    pem = serialization.Encoding.PEM
    (folder / "private.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    (folder / "public.pem").write_bytes(key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo))
    schedule = json.loads((data / "protocol/gaen_key_schedule.json").read_text("utf-8"))
    base = schedule["base_interval_number"]
    day = {"key_data": schedule["temporary_exposure_key"], "rolling_start_interval_number": base, "rolling_period": 144}
    other = {"key_data": "00" * 16, "rolling_start_interval_number": base, "rolling_period": 144}
    (folder / "keys.json").write_text(json.dumps({"keys": [day, other], "region": "VN"}), "utf-8")
    rows = [f"{each['rpi']},{(base + each['offset']) * 600 + 60},-60" for each in schedule["intervals"][::7]]
    (folder / "sightings.csv").write_text("\n".join(["id,time,rssi", *rows, f"{'ab' * 16},{base * 600},-70"]) + "\n", "utf-8")
    codes = json.loads(VECTORS.read_text("utf-8"))
    (folder / "gate.json").write_text(
        json.dumps({"keys": codes["keys"], "revoked": {"at": codes["now"], "tokens": codes["revoked"]}}), "utf-8"
    )
    (folder / "codes.txt").write_text("\n".join(each["text"].replace("\n", " ") for each in codes["examples"]) + "\nxin chào\n\n", "utf-8")
    for name in ("protocol", "linelists", "trials", "places", "contacts"):
        (folder / name).symlink_to(data / name)


DECLARATIONS = (
    {"fullName": "LÊ VĂN TÁM", "birthYear": 1980, "gender": "Nam", "nation": "VN", "provinceId": "24", "districtId": "222",
     "wardId": "07807", "address": "Tổ 1", "phone": "0912000602", "showCountryPassing": 0, "showSignal": 0, "hasPatient": 2,
     "hasFromSickCountry": 2, "hasSick": 2},
    {"showSignal": 1, "showSignalNote": "Ho, khó thở", "hasPatient": 1, "hasSick": 2, "hasFromSickCountry": 2, "showCountryPassing": 0},
    {"showSignal": 0, "showSignalNote": "sốt 39 khó thở", "hasPatient": 2, "hasSick": 2, "hasFromSickCountry": 2, "showCountryPassing": 0},
    {"birthYear": "năm nay", "unknown": 1},
)  # fmt: skip


def commands() -> Iterator[Command]:
    """Every question, in the order of the report."""
    province = "in/province"
    parts = ("visits", "encounters", "named", "venues", "groups", "isolations", "people")
    make = "evaluate --people 2000 --first-seed 7 --rates medium --write {} --truth"
    yield Command("evaluate write", (make.format("province"),))
    yield Command("evaluate table en", ("evaluate --seeds 1 --people 2000 --lang en",))
    yield Command(
        "evaluate table vi duckdb", ("evaluate --seeds 1 --people 2000 --lang vi --rates low --engine duckdb --definition measles",)
    )
    whole = " ".join(f"--{part} {province}/{part}.csv" for part in parts)
    written = "--out out.csv --evidence evidence.csv --evidence-top all --links links.csv --rejects rejects.csv"
    for definition in DEFINITIONS:
        for engine in ("sweep", "duckdb"):
            question = f"trace --cases {province}/cases.csv {whole} --definition {definition} --engine {engine} {written} --json"
            yield Command(f"trace province {definition} {engine}", (question,), first=make.format(province))
    for name in RECORDINGS:
        for engine in ("sweep", "duckdb", "auto"):
            question = f"trace --cases in/{name}_cases.csv --encounters in/{name}.parquet --engine {engine} {written} --lang vi"
            yield Command(f"trace {name} {engine}", (question,))
    office = "trace --cases in/office_2013_cases.csv --encounters in/office_2013.parquet"
    yield Command("trace setting", (f"{office} --set encounter_min_total=5min --set generations=1 --as-of 2021-05-14 {written}",))
    yield Command("trace refused setting", (f"{office} --set nothing=5 {written}", f"{office} --set generations=many {written} --lang vi"))
    folder = "in/trials/trace"
    for name, files in {
        "a decimal comma": "--cases {}/c.csv --encounters {}/e.csv", "a heading in capitals": "--cases {}/c.csv --encounters {}/e_head.csv",
        "a lost zero": "--cases {}/c0.csv --visits {}/v0.csv", "a trailing blank": "--cases {}/ct.csv --visits {}/visits.csv",
        "other marks": "--cases {}/cn.csv --visits {}/vn.csv", "a name that is no case": "--cases {}/c.csv --named {}/n.csv",
        "other columns": "--cases {}/c.csv --visits {}/visits.csv --venues {}/ven.csv",
        "a stay told thrice": "--cases {}/c.csv --visits {}/ov.csv",
    }.items():  # fmt: skip
        question = f"trace {files.replace('{}', folder)} {written}"
        in_vietnamese = f"{question.replace('out.csv', 'out_vi.csv')} --engine reference --lang vi"
        yield Command(f"trace {name} reference", (f"{question} --engine reference --lang en", in_vietnamese))
        for engine in ("sweep", "duckdb"):
            yield Command(f"trace {name} {engine}", (f"{question} --engine {engine} --lang en",))
    gate = "--keys in/gate.json --revoked in/gate.json --now 1622430000"
    given = (ROOT / "tests/vectors/codes.json").read_text("utf-8")
    texts = "\n".join(each["text"].replace("\n", " ") for each in json.loads(given)["examples"]) + "\nxin chào\n\n"
    for option in ("--json", "--full --json", "--lang vi", "--lang en", "--json --now 1722430000"):
        yield Command(f"codes read {option}", (f"codes read {gate} {option}",), stdin=texts)
    yield Command("codes read without keys", ("codes read --json --now 1622430000",), stdin=texts)
    forms = ("domestic_travel", "entry", "whole_population", "workplace_daily")
    told = "\n".join([*(json.dumps(each, ensure_ascii=False) for each in DECLARATIONS), "{", ""]) + "\n"
    for form in forms:
        for option in ("--json", "--lang vi", "--lang en"):
            yield Command(
                f"declarations triage {form} {option}", (f"declarations triage --form {form} --today 2021-05-31 {option}",), stdin=told
            )
    yield Command("declarations forms", ("declarations forms", "declarations forms --json"))
    for form in ("whole_population", "entry"):
        yield Command(f"declarations xlsform {form}", (f"declarations xlsform --form {form} --out form.xlsx --province 24",))
    real = "in/protocol/gaen_export_testExport-2-records-1-of-1.zip"
    yield Command(
        "proximity inspect",
        (f"proximity inspect {real} --public-key in/protocol/gaen_export_public.pem --json", f"proximity inspect {real}"),
    )
    yield Command("proximity inspect with another key", (f"proximity inspect {real} --public-key in/public.pem --json",))
    write = "proximity write --private-key in/private.pem --out keys.zip --json in/keys.json"
    match = "proximity match --keys keys.zip --sightings in/sightings.csv --public-key in/public.pem --json"
    yield Command(
        "proximity write and match",
        (write, "proximity inspect keys.zip --public-key in/public.pem --json", match, match.removesuffix(" --json")),
        chance='"(signature|bytes)": ("[0-9a-f]+"|[0-9]+)',
    )
    for ending in ("csv", "parquet"):
        yield Command(f"proximity estimate {ending}", (f"proximity estimate --readings in/readings.csv --out windows.{ending} --json",))
    yield Command(
        "proximity estimate other window", ("proximity estimate --readings in/readings.csv --out windows.csv --window 600 --prior 0.2",)
    )


# --- Answers


def answers(root: Path, asked: list[Command], folder: Path) -> dict[str, Answer]:
    """What the version in ``root`` answers to each command; two at a time."""
    folder.mkdir()
    inputs = folder.parent / "in"
    first = next((command.first for command in asked if command.first), "")
    if first and not (inputs / "province").exists():
        # Made by the first version that is asked, so that both trace the same records.
        _run(root, folder.parent, first)
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda numbered: _answer(root, numbered[1], folder / str(numbered[0]), inputs), enumerate(asked))
        return {command.name: answer for command, answer in zip(asked, found, strict=True)}


def _answer(root: Path, command: Command, folder: Path, inputs: Path) -> Answer:
    folder.mkdir()
    (folder / "in").symlink_to(inputs)
    answer: Answer = {}
    for number, line in enumerate(command.lines):
        made = _run(root, folder, line, command.stdin)
        mark = str(number or "")
        answer |= {f"exit{mark}": str(made.returncode), f"stdout{mark}": made.stdout, f"stderr{mark}": made.stderr}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and "in" not in path.relative_to(folder).parts[:1]):
        answer[path.relative_to(folder).as_posix()] = _content(path)
    if command.chance:
        answer = {part: re.sub(command.chance, "(chance)", text) for part, text in answer.items()}
    shutil.rmtree(folder)
    return answer


def _run(root: Path, folder: Path, line: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("TRUYVET", "DATABASE_URL", "SECRET_KEY"))}
    environ |= {"PYTHONPATH": str(root / "src"), "TZ": "UTC", "COLUMNS": "120", "LANG": "en_US.UTF-8"}
    command = [sys.executable, "-m", "truyvet.cli.main", *line.split()]
    return subprocess.run(command, cwd=folder, input=stdin, env=environ, capture_output=True, text=True, check=False)


def _content(path: Path) -> str:
    """A file as text that can be compared; bytes that are no text as hex."""
    held = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(held)):
        with zipfile.ZipFile(path) as archive:
            return "\n".join(f"{name}\n{_text(archive.read(name))}" for name in archive.namelist() if name not in PASSING)
    return _text(held)


def _text(held: bytes) -> str:
    try:
        return held.decode("utf-8")
    except UnicodeDecodeError:
        return held.hex()


if __name__ == "__main__":
    sys.exit(main())
