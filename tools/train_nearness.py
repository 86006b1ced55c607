#!/usr/bin/env python3
"""Trains the model of nearness, judges it on recordings it never saw, and writes what it found.

    python -m tools.train_nearness ../shared/data/ble/phone_pairs_rss.parquet

Writes src/truyvet/proximity/nearness/data/nearness.json, docs/explanation/nearness.svg (reliability) and the tables between the
marks of docs/explanation/nearness.md. A recording is one device at one distance; whole recordings are held back, never rows.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "src/truyvet/proximity/nearness/data/nearness.json"
PAGE = ROOT / "docs/explanation/nearness.md"
PLOT = ROOT / "docs/explanation/nearness.svg"
WINDOW = 30
ROUNDS, FOLDS, DRAWS = 20, 10, 2_000
MARKS = ("<!-- figures: python -m tools.train_nearness -->", "<!-- end of figures -->")
Row = np.ndarray


class Data(NamedTuple):
    """Windows of 30 s: device and body position (as numbers), distance in cm, near, how many readings, mean level, spread."""

    device: Row
    position: Row
    distance: Row
    near: Row
    readings: Row
    level: Row
    spread: Row
    devices: tuple[str, ...]
    positions: tuple[str, ...]

    @property
    def recording(self) -> Row:
        """One number for each recording."""
        return self.device * 10_000 + self.distance

    def some(self, kept: Row) -> Data:
        """The windows that are kept."""
        return Data(*(column[kept] for column in self[:7]), self.devices, self.positions)


class Fitted(NamedTuple):
    """What one training found."""

    sensitivity: Row
    centre: float
    slope: float
    offset: float
    noise: float


def main() -> int:
    """The door."""
    data = read(Path(sys.argv[1]))
    fitted = fit(data)
    held = [cross(data, seed) for seed in range(ROUNDS)]
    save(data, fitted)
    judged = judge(data, held)
    chance = np.mean([probabilities for _, probabilities in held], axis=0)
    plot(data, chance)
    page(data, fitted, judged, chance)
    print(json.dumps(judged["mean"]))
    return 0


def read(path: Path) -> Data:
    """The windows of the file; those with fewer than five readings say too little to be judged."""
    table = pq.read_table(path).to_pydict()
    devices, device = np.unique(table["device"], return_inverse=True)
    positions, position = np.unique(table["positions"], return_inverse=True)
    columns = (device, position, np.array(table["dist"]), np.array(table["label"]) == 1)
    window = (np.array(table["elapsed"]) // WINDOW).astype(np.int64)
    rss = np.array(table["rss"], float)
    _, group = np.unique(np.stack([*columns, window]), axis=1, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    rows: list[tuple[Any, ...]] = []
    for members in np.split(order, np.flatnonzero(np.diff(group.ravel()[order])) + 1):
        if members.size >= 5:
            rows.append((*(column[members[0]] for column in columns), members.size, rss[members].mean(), rss[members].std()))
    return Data(*(np.array(column) for column in zip(*rows, strict=True)), tuple(devices), tuple(positions))


def fit(data: Data) -> Fitted:
    """Each receiver's sensitivity, from all its recordings at once, then one logistic curve over the corrected level."""
    design = np.c_[np.eye(len(data.positions))[data.position], np.log10(data.distance), np.eye(len(data.devices))[data.device]]
    # A little ridge on the devices keeps one that was seen in one position only from swallowing that position's effect.
    ridge = np.diag([1e-6] * (len(data.positions) + 1) + [1.0] * len(data.devices))
    found = np.linalg.solve(design.T @ design + ridge, design.T @ data.level)
    sensitivity = found[len(data.positions) + 1 :]
    level = data.level - sensitivity[data.device]
    centre = float(level.mean())
    noise = float((data.spread**2).mean() / level.var())
    drawn = (level - centre) * data.readings / (data.readings + noise)
    slope, offset = _logistic(drawn, data.near)
    return Fitted(sensitivity, centre, slope, offset, noise)


def _logistic(x: Row, near: Row) -> tuple[float, float]:
    """Slope and offset by Newton's method."""
    design, weights = np.c_[x, np.ones_like(x)], np.zeros(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (near - chance)
        weights = weights + np.linalg.solve((design * (chance * (1 - chance))[:, None]).T @ design, slope)
    return float(weights[0]), float(weights[1])


def apply(fitted: Fitted, data: Data) -> tuple[Row, Row]:
    """(score in dB, probability) of each window."""
    level = data.level - fitted.sensitivity[data.device] - fitted.centre
    score = level * data.readings / (data.readings + fitted.noise)
    return score + fitted.centre, 1 / (1 + np.exp(-(fitted.offset + fitted.slope * score)))


def cross(data: Data, seed: int) -> tuple[Row, Row]:
    """Score and probability of each window by a model that saw nothing of its recording."""
    recordings = np.random.default_rng(seed).permutation(np.unique(data.recording))
    score, chance = np.zeros(len(data.near)), np.zeros(len(data.near))
    for part in np.array_split(recordings, FOLDS):
        held = np.isin(data.recording, part)
        score[held], chance[held] = apply(fit(data.some(~held)), data.some(held))
    return score, chance


def auc(score: Row, near: Row) -> float:
    """Share of (near, far) pairs that the score puts in order; ties count half."""
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    ones = near.sum()
    return float((rank[near].sum() - ones * (ones + 1) / 2) / (ones * (len(near) - ones)))


def judge(data: Data, held: list[tuple[Row, Row]]) -> dict[str, Any]:
    """Area under the curve for each body position, with intervals from drawing whole recordings again."""
    score = np.mean([each for each, _ in held], axis=0)
    dice = np.random.default_rng(1)
    judged: dict[str, Any] = {}
    gains = []
    for number, name in enumerate(data.positions):
        here = data.position == number
        near, raw, ours = data.near[here], data.level[here], score[here]
        recording = data.recording[here]
        names = np.unique(recording)
        drawn = []
        for _ in range(DRAWS):
            rows = np.concatenate([np.flatnonzero(recording == each) for each in dice.choice(names, len(names))])
            if 0 < near[rows].sum() < len(rows):
                drawn.append((auc(ours[rows], near[rows]), auc(raw[rows], near[rows])))
        low, high = np.quantile([one for one, _ in drawn], [0.025, 0.975])
        gain = np.quantile([one - two for one, two in drawn], [0.025, 0.975])
        gains.append(np.array([one - two for one, two in drawn][: DRAWS // 2]))
        judged[name] = {"windows": int(here.sum()), "ours": auc(ours, near), "low": low, "high": high, "raw": auc(raw, near), "gain": gain}
    count = min(map(len, gains))
    mean = np.mean([gain[:count] for gain in gains], axis=0)
    whole = [judged[name] for name in data.positions]
    judged["mean"] = {
        "ours": float(np.mean([each["ours"] for each in whole])), "raw": float(np.mean([each["raw"] for each in whole])),
        "gain": [float(each) for each in np.quantile(mean, [0.025, 0.975])],
    }  # fmt: skip
    return judged


def save(data: Data, fitted: Fitted) -> None:
    """The model, trained on everything."""
    said = {
        "version": "2026-11-22",
        "trained_on": "pc-ng/rss_smartphone (MIT): two phones, 20 to 500 cm, in hand, pocket and backpack; windows of 30 s",
        "centre": round(fitted.centre, 3), "slope": round(fitted.slope, 5),
        "offset": round(fitted.offset, 5), "noise": round(fitted.noise, 4),
        "prior": round(float(data.near.mean()), 4), "reference_power": 0.0,
        "sensitivity": {name: round(float(value), 2) for name, value in zip(data.devices, fitted.sensitivity, strict=True)},
    }  # fmt: skip
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    MODEL.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", "utf-8")


def bins(data: Data, chance: Row) -> list[tuple[float, float, float, int]]:
    """(said, was near, error of that share, windows) in eight bins of equal size."""
    order = np.argsort(chance)
    found = []
    for rows in np.array_split(order, 8):
        share = float(data.near[rows].mean())
        found.append((float(chance[rows].mean()), share, math.sqrt(max(share * (1 - share), 0.01) / len(rows)), len(rows)))
    return found


def plot(data: Data, chance: Row) -> None:
    """Reliability: what was said against what was so."""
    side, edge = 320, 46
    at = lambda x, y: (edge + x * side, edge / 2 + (1 - y) * side)  # noqa: E731 - one line of geometry
    shapes = []
    for each in (0, 0.25, 0.5, 0.75, 1):
        (x, _), (_, y) = at(each, 0), at(0, each)
        shapes.append(f'<path d="M{x:.0f} {edge / 2:.0f}V{edge / 2 + side:.0f}M{edge} {y:.0f}H{edge + side}" stroke="#dbe3e5"/>')
        shapes.append(f'<text x="{x:.0f}" y="{edge / 2 + side + 16:.0f}" text-anchor="middle">{each:.0%}</text>')
        shapes.append(f'<text x="{edge - 6}" y="{y + 4:.0f}" text-anchor="end">{each:.0%}</text>')
    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    shapes.append(f'<path d="M{x0} {y0}L{x1} {y1}" stroke="#788a94" stroke-dasharray="4 4"/>')
    for said, share, error, _ in bins(data, chance):
        (x, y), (_, top), (_, foot) = at(said, share), at(said, min(1, share + 2 * error)), at(said, max(0, share - 2 * error))
        shapes.append(f'<path d="M{x:.1f} {top:.1f}V{foot:.1f}" stroke="#0a6a6a"/><circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#0a6a6a"/>')
    words = f'<text x="{edge + side / 2}" y="{edge + side + 16}" text-anchor="middle">said: probability of within 2 m</text>'
    words += f'<text transform="translate(12 {edge / 2 + side / 2}) rotate(-90)" text-anchor="middle">was so</text>'
    PLOT.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side + edge + 14} {side + edge + 30}" font-family="sans-serif" '
        f'font-size="11" fill="#15222b" role="img"><title>Of windows that were said to be near with a probability, how many were</title>'
        f"{''.join(shapes)}{words}</svg>\n",
        "utf-8",
    )


def page(data: Data, fitted: Fitted, judged: dict[str, Any], chance: Row) -> None:
    """The tables of the page."""
    rows = ["| body position | windows | ours (95 %) | raw mean | gain (95 %) |", "| --- | ---: | --- | ---: | --- |"]
    for name in data.positions:
        each = judged[name]
        rows.append(
            f"| {name} | {each['windows']} | {each['ours']:.3f} ({each['low']:.2f}–{each['high']:.2f}) | {each['raw']:.3f} | "
            f"{each['ours'] - each['raw']:+.3f} ({each['gain'][0]:+.2f} to {each['gain'][1]:+.2f}) |"
        )
    mean = judged["mean"]
    gain = f"{mean['ours'] - mean['raw']:+.3f} ({mean['gain'][0]:+.3f} to {mean['gain'][1]:+.3f})"
    rows.append(f"| **mean** | {len(data.near)} | **{mean['ours']:.3f}** | **{mean['raw']:.3f}** | {gain} |")
    rows += ["", "| said | was near | windows |", "| ---: | ---: | ---: |"]
    rows += [f"| {said:.0%} | {share:.0%} ± {2 * error:.0%} | {count} |" for said, share, error, count in bins(data, chance)]
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(MARKS[0])
    PAGE.write_text(f"{before}{MARKS[0]}\n\n" + "\n".join(rows) + f"\n\n{MARKS[1]}{rest.partition(MARKS[1])[2]}", "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
