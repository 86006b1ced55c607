#!/usr/bin/env python3
"""Trains the model of nearness, judges it on what was held back, and writes what it found.

    python -m tools.train_nearness ../shared/data/ble

Writes src/truyvet/proximity/nearness/data/nearness.json, docs/explanation/nearness.svg (reliability) and the tables between the
marks of docs/explanation/nearness.md. Trained is on one experiment (20 phones, six scenes); the other one (four phones against one)
is held back whole. Within the first, each window is judged by a curve that saw neither its scene nor a phone of either model.
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as pq

from truyvet.proximity.nearness.device_levels import DeviceLevels, learn_levels, level_above_typical
from truyvet.proximity.nearness.model import NearnessModel
from truyvet.proximity.nearness.windows import RssiReading, RssiWindow, group_readings

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "src/truyvet/proximity/nearness/data/nearness.json"
PAGE = ROOT / "docs/explanation/nearness.md"
PLOT = ROOT / "docs/explanation/nearness.svg"
WINDOW_S, PAIRS_WINDOW_S = 300, 30
"""A scanning cycle of the agent; a recording of the other experiment lasts some two minutes only."""
NEAR_M = 2.0
MIN_PAIRS_READINGS = 5
EVEN = 0.5
"""The prior of the agent (WarningThresholds.prior)."""
HALF = 0.5
"""Share of a receiver's own level taken off when the sender is unknown: fitted freely 0.48, and 0.40 to 0.65 with a scene left out."""
OLD_EVEN_LEVEL, OLD_SLOPE = -86.47, 0.09499
"""The model of 0.2.0; it took a sender that states 0 dBm for a usual one, while telephones state some -20."""
DRAWS, FEW = 1_000, 6
MARKS = ("<!-- figures: python -m tools.train_nearness -->", "<!-- end of figures -->")
Row = np.ndarray


class Windows(NamedTuple):
    """Windows whose distance is known. Levels in dBm, ``raw`` without the stated power; those of devices in dB above typical."""

    scene: Row
    receiver: Row
    receiver_model: Row
    sender_model: Row
    near: Row
    raw: Row
    level: Row
    receiver_level: Row
    sender_level: Row

    def some(self, kept: Row) -> Windows:
        """The windows that are kept."""
        return Windows(*(column[kept] for column in self))


class Experiment(NamedTuple):
    """What was heard in each scene, the windows' median distance where it is known, and each phone's model."""

    windows: dict[str, list[RssiWindow]]
    raw: dict[tuple[str, str, str, int], float]
    metres: dict[tuple[str, str, str, int], float]
    models: dict[str, str]
    power: float

    @property
    def typical(self) -> float:
        """The median window."""
        return float(np.median([each.level for found in self.windows.values() for each in found]))


def main() -> int:
    """The door."""
    folder = Path(sys.argv[1])
    experiment, pairs = read_soldiers(folder / "soldiers_2020-04-17.parquet"), read_pairs(folder / "phone_pairs_rss.parquet")
    data = labelled(experiment, whole_day(experiment))
    model = train(data, blank(experiment))
    save(model)
    pairs = pairs._replace(receiver_level=own_levels(pairs, model.typical_level))
    held = hold_back(data, blank(experiment), EVEN)
    at_prior = hold_back(data, blank(experiment), model.prior)["ours"]
    plot(data.near, at_prior)
    page(
        [
            *scene_table(data, held), "", gain(data, held), "", *variant_table(experiment, data, held, pairs, model), "",
            *pairs_table(data, pairs, model), "", *bin_table(data.near, at_prior),
        ]
    )  # fmt: skip
    print(json.dumps({name: measures(data.scene, data.near, chance) for name, chance in held.items()}))
    return 0


def read_soldiers(path: Path) -> Experiment:
    """The windows of twenty phones. The stated power that stands in the model is the mean of what they stated."""
    table = pq.read_table(path).to_pydict()
    power = round(float(np.mean(table["tx_power"])), 1)
    readings: dict[str, list[RssiReading]] = defaultdict(list)
    metres: dict[tuple[str, str, str, int], list[float]] = defaultdict(list)
    columns = (table[name] for name in ("scene", "receiver", "transmitter", "time_ms", "rssi", "tx_power", "distance_m"))
    for scene, receiver, sender, time_ms, rssi, stated, distance in zip(*columns, strict=True):
        reading = RssiReading(str(receiver), str(sender), time_ms / 1_000, rssi, stated)
        readings[scene].append(reading)
        if distance is not None:
            metres[scene, reading.receiver, reading.transmitter, int(reading.time // WINDOW_S) * WINDOW_S].append(distance)
    windows = {scene: group_readings(found, WINDOW_S, power) for scene, found in sorted(readings.items())}
    unstated = {
        scene: group_readings([replace(each, tx_power=None) for each in found], WINDOW_S, power) for scene, found in readings.items()
    }
    return Experiment(
        windows,
        {(scene, each.receiver, each.transmitter, each.start): each.level for scene, found in unstated.items() for each in found},
        {key: float(np.median(found)) for key, found in metres.items()},
        {str(phone): name for phone, name in zip(table["receiver"], table["receiver_model"], strict=True)},
        power,
    )


def read_pairs(path: Path) -> Windows:
    """The other experiment: four receivers, one sender that states no power; a scene is how both were carried."""
    table = pq.read_table(path).to_pydict()
    found: dict[tuple[str, str, bool, int, int], list[float]] = defaultdict(list)
    columns = (table[name] for name in ("positions", "device", "label", "dist", "elapsed", "rss"))
    for position, device, label, distance, elapsed, rss in zip(*columns, strict=True):
        found[position, device, label == 1, distance, int(elapsed // PAIRS_WINDOW_S)].append(rss)
    kept = {key: float(np.mean(levels)) for key, levels in found.items() if len(levels) >= MIN_PAIRS_READINGS}
    scene, device, near = (np.array([key[place] for key in kept]) for place in range(3))
    level = np.array(list(kept.values()))
    return Windows(scene, device, device, np.full(len(level), "one sender"), near, level, level, np.zeros(len(level)), np.zeros(len(level)))


def own_levels(pairs: Windows, typical: float) -> Row:
    """Each window's receiver's own level, as a device learns it from its log."""
    learnt = {each: level_above_typical(pairs.level[pairs.receiver == each].tolist(), typical) for each in np.unique(pairs.receiver)}
    return np.array([learnt[each] for each in pairs.receiver])


def whole_day(experiment: Experiment) -> Callable[[str], DeviceLevels]:
    """The levels that a scene is judged with: those learned from the whole day."""
    found = learn_levels([each for windows in experiment.windows.values() for each in windows], experiment.typical)
    return lambda _: found


def other_scenes(experiment: Experiment) -> Callable[[str], DeviceLevels]:
    """The levels that a scene is judged with: those learned from the other scenes."""
    return lambda scene: learn_levels(
        [each for name, windows in experiment.windows.items() if name != scene for each in windows], experiment.typical
    )


def few_windows(experiment: Experiment, seed: int) -> Callable[[str], DeviceLevels]:
    """The levels that a scene is judged with: from six windows of each phone, as receiver and as sender."""
    dice = np.random.default_rng(seed)
    windows = [each for found in experiment.windows.values() for each in found]
    by_device: dict[tuple[str, str], list[float]] = defaultdict(list)
    typical = experiment.typical
    for place in dice.permutation(len(windows)):
        by_device["receiver", windows[place].receiver].append(windows[place].level)
    receivers = {device: level_above_typical(levels[:FEW], typical) for (_, device), levels in by_device.items()}
    for place in dice.permutation(len(windows)):
        each = windows[place]
        by_device["sender", each.transmitter].append(each.level - receivers[each.receiver])
    senders = {device: level_above_typical(levels[:FEW], typical) for (side, device), levels in by_device.items() if side == "sender"}
    return lambda _: DeviceLevels(receivers, senders)


def labelled(experiment: Experiment, levels_of: Callable[[str], DeviceLevels]) -> Windows:
    """The windows whose distance is known, with the levels of their two phones."""
    rows = []
    for scene, windows in experiment.windows.items():
        levels = levels_of(scene)
        for each in windows:
            key = (scene, each.receiver, each.transmitter, each.start)
            if key in experiment.metres:
                rows.append((
                    scene, each.receiver, experiment.models[each.receiver], experiment.models[each.transmitter],
                    experiment.metres[key] <= NEAR_M, experiment.raw[key], each.level,
                    levels.receivers.get(each.receiver, 0.0), levels.senders.get(each.transmitter, 0.0),
                ))  # fmt: skip
    return Windows(*(np.array(column) for column in zip(*rows, strict=True)))


def blank(experiment: Experiment) -> NearnessModel:
    """A model that knows what is typical, which needs no distance, and nothing else."""
    return NearnessModel(
        "2026-11-29",
        "20 phones of six models on 20 people: lunch, office, party, queue, train; windows of 300 s; near: within 2 m by camera",
        "DP-3T bt-measurements, experiment 05, 17 April 2020", experiment.power, round(experiment.typical, 2), 0.0, 0.0, 0.0, HALF, EVEN,
    )  # fmt: skip


def train(data: Windows, model: NearnessModel) -> NearnessModel:
    """The curve, and a flatter one for an unknown sender through the same even level: that one hangs least on which phones were there."""
    share = float(data.near.mean())
    before = math.log(share / (1 - share))
    above = data.level - model.typical_level
    slope, offset = logistic(data.near, above - data.receiver_level - data.sender_level)
    even = (before - offset) / slope
    (flat,) = logistic(data.near, above - HALF * data.receiver_level - even, offset=before)
    even_level = round(model.typical_level + even, 2)
    return replace(model, prior=round(share, 4), even_level=even_level, slope=round(slope, 4), slope_sender_unknown=round(flat, 4))


def logistic(near: Row, column: Row, offset: float | None = None) -> list[float]:
    """The column's weight, and the offset unless it is given, by Newton's method."""
    design = column[:, None] if offset is not None else np.c_[column, np.ones(len(near))]
    weights = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(design @ weights + (offset or 0.0))))
        weights = weights + np.linalg.solve((design * (chance * (1 - chance))[:, None]).T @ design, design.T @ (near - chance))
    return [float(each) for each in weights]


def estimate(model: NearnessModel, data: Windows, prior: float, *, known: bool) -> Row:
    """What the product says of each window, with or without knowing the sender."""
    return np.array([
        model.probability(level, prior, receiver_level=receiver, sender_level=sender if known else None)
        for level, receiver, sender in zip(data.level, data.receiver_level, data.sender_level, strict=True)
    ])  # fmt: skip


def estimate_raw(learnt: Windows, data: Windows, prior: float) -> Row:
    """What a curve over the mean of what was received says, at the same prior."""
    slope, offset = logistic(learnt.near, learnt.raw - learnt.raw.mean())
    share = learnt.near.mean()
    shift = offset - math.log(share / (1 - share)) + math.log(prior / (1 - prior))
    return 1 / (1 + np.exp(-(slope * (data.raw - learnt.raw.mean()) + shift)))


def folds(data: Windows) -> list[tuple[Row, Row]]:
    """(learn from, judge): judged are the windows of a scene between two models of phone.

    Learned is from the other scenes, between phones of other models.
    """
    made = []
    names = np.unique(np.concatenate([data.receiver_model, data.sender_model]))
    for scene in np.unique(data.scene):
        for place, one in enumerate(names):
            for other in names[place:]:
                judged = (data.scene == scene) & (
                    ((data.receiver_model == one) & (data.sender_model == other))
                    | ((data.receiver_model == other) & (data.sender_model == one))
                )
                away = ~np.isin(data.receiver_model, [one, other]) & ~np.isin(data.sender_model, [one, other])
                if judged.any():
                    made.append(((data.scene != scene) & away, judged))
    return made


def hold_back(data: Windows, model: NearnessModel, prior: float) -> dict[str, Row]:
    """The probability of each window by a curve to which its scene and its models of phone were unknown."""
    held = {name: np.zeros(len(data.near)) for name in ("ours", "alone", "raw")}
    for learn, judged in folds(data):
        learnt, rest = data.some(learn), data.some(judged)
        trained = train(learnt, model)
        held["ours"][judged] = estimate(trained, rest, prior, known=True)
        held["alone"][judged] = estimate(trained, rest, prior, known=False)
        held["raw"][judged] = estimate_raw(learnt, rest, prior)
    return held


def auc(score: Row, near: Row) -> float:
    """Share of (near, far) pairs that the score puts in order; ties count half."""
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    ones = near.sum()
    return float((rank[near].sum() - ones * (ones + 1) / 2) / (ones * (len(near) - ones)))


def brier(chance: Row, near: Row) -> float:
    """Mean square of what was said less what was so."""
    return float(((chance - near) ** 2).mean())


def measures(scene: Row, near: Row, chance: Row, score: Row | None = None) -> tuple[float, float]:
    """(AUC, Brier), each the mean over the scenes. ``score`` puts in order where it is not the probability that does."""
    parts = [scene == each for each in np.unique(scene)]
    order = chance if score is None else score
    return float(np.mean([auc(order[here], near[here]) for here in parts])), float(
        np.mean([brier(chance[here], near[here]) for here in parts])
    )


def scene_table(data: Windows, held: dict[str, Row]) -> list[str]:
    """Scene by scene. The raw signal needs no curve to put windows in order, so it is ranked as it was received."""
    rows = [
        "| scene | windows | near | ours: AUC | Brier | sender unknown: AUC | Brier | raw signal: AUC | Brier | base rate: Brier |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    figures = []
    for name in np.unique(data.scene):
        here = data.scene == name
        near, share = data.near[here], data.near[here].mean()
        judged = [(auc(score[here], near), brier(held[kind][here], near)) for kind, score in scores(data, held).items()]
        figures.append([each for pair in judged for each in pair] + [share * (1 - share)])
        rows.append(f"| {name} | {here.sum()} | {share:.0%} | {' | '.join(f'{each:.3f}' for each in figures[-1])} |")
    rows.append(
        f"| **mean** | {len(data.near)} | {data.near.mean():.0%} | {' | '.join(f'**{each:.3f}**' for each in np.mean(figures, axis=0))} |"
    )
    return rows


def scores(data: Windows, held: dict[str, Row]) -> dict[str, Row]:
    """What each way puts in order."""
    return {**held, "raw": data.raw}


def gain(data: Windows, held: dict[str, Row]) -> str:
    """Ours less raw, with an interval from drawing whole receivers again."""
    dice, found = np.random.default_rng(1), []
    rows_of = [np.flatnonzero(data.receiver == each) for each in np.unique(data.receiver)]
    for _ in range(DRAWS):
        rows = np.concatenate([rows_of[place] for place in dice.choice(len(rows_of), len(rows_of))])
        ours = measures(data.scene[rows], data.near[rows], held["ours"][rows])
        raw = measures(data.scene[rows], data.near[rows], held["raw"][rows], data.raw[rows])
        found.append((ours[0] - raw[0], ours[1] - raw[1]))
    (low, better), (high, worse) = np.quantile(found, [0.025, 0.975], axis=0)
    intervals = f"AUC {low:+.3f} to {high:+.3f}, Brier {better:+.3f} to {worse:+.3f}."
    return f"Ours less raw, with intervals (95 %) from drawing the 20 receivers again: {intervals}"


def variant_table(experiment: Experiment, data: Windows, held: dict[str, Row], pairs: Windows, model: NearnessModel) -> list[str]:
    """How much each condition matters."""

    def with_levels(levels_of: Callable[[str], DeviceLevels]) -> tuple[float, float]:
        other = labelled(experiment, levels_of)
        return measures(other.scene, other.near, hold_back(other, blank(experiment), EVEN)["ours"])

    few = [with_levels(few_windows(experiment, seed)) for seed in range(5)]
    scene_only = np.zeros(len(data.near))
    for name in np.unique(data.scene):
        here = data.scene == name
        scene_only[here] = estimate(train(data.some(~here), blank(experiment)), data.some(here), EVEN, known=True)
    old_model = replace(model, even_level=OLD_EVEN_LEVEL, slope_sender_unknown=OLD_SLOPE, receiver_share_sender_unknown=0.0)
    old = estimate(old_model, data._replace(level=data.level - model.reference_power), EVEN, known=False)
    foreign = estimate(train(pairs, blank(experiment)), data, EVEN, known=True)
    named = {
        "as in the table above": measures(data.scene, data.near, held["ours"]),
        "only the scene held back": measures(data.scene, data.near, scene_only),
        "levels learned in the other scenes only": with_levels(other_scenes(experiment)),
        "levels from six windows of each phone": (float(np.mean([each[0] for each in few])), float(np.mean([each[1] for each in few]))),
        "curve trained on the other experiment": measures(data.scene, data.near, foreign),
        "the model of 0.2.0, told the stated power": measures(data.scene, data.near, old),
    }
    return ["| condition | AUC | Brier |", "| --- | ---: | ---: |"] + [
        f"| {name} | {one:.3f} | {two:.3f} |" for name, (one, two) in named.items()
    ]


def pairs_table(data: Windows, pairs: Windows, model: NearnessModel) -> list[str]:
    """The experiment that was held back, by how both phones were carried."""
    rows = [
        "| carried | windows | near | receiver known: AUC | Brier | raw signal: AUC | Brier | base rate: Brier |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    ours, raw = estimate(model, pairs, EVEN, known=False), estimate_raw(data, pairs, EVEN)
    figures = []
    for name in np.unique(pairs.scene):
        here = pairs.scene == name
        near, share = pairs.near[here], pairs.near[here].mean()
        figures.append([auc(ours[here], near), brier(ours[here], near), auc(raw[here], near), brier(raw[here], near), share * (1 - share)])
        rows.append(f"| {name} | {here.sum()} | {share:.0%} | {' | '.join(f'{each:.3f}' for each in figures[-1])} |")
    rows.append(
        f"| **mean** | {len(pairs.near)} | {pairs.near.mean():.0%} | {' | '.join(f'**{each:.3f}**' for each in np.mean(figures, axis=0))} |"
    )
    return rows


def save(model: NearnessModel) -> None:
    """The model, trained on the whole experiment."""
    MODEL.write_text(json.dumps(asdict(model), indent=1, ensure_ascii=False) + "\n", "utf-8")


def bins(near: Row, chance: Row) -> list[tuple[float, float, float, int]]:
    """(said, was near, error of that share, windows) in eight bins of equal size."""
    found = []
    for rows in np.array_split(np.argsort(chance, kind="stable"), 8):
        share = float(near[rows].mean())
        found.append((float(chance[rows].mean()), share, math.sqrt(max(share * (1 - share), 0.01) / len(rows)), len(rows)))
    return found


def bin_table(near: Row, chance: Row) -> list[str]:
    """What was said against what was so."""
    rows = [f"| {said:.0%} | {share:.0%} ± {2 * error:.0%} | {count} |" for said, share, error, count in bins(near, chance)]
    return ["| said | was near | windows |", "| ---: | ---: | ---: |", *rows]


def plot(near: Row, chance: Row) -> None:
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
    for said, share, error, _ in bins(near, chance):
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


def page(rows: list[str]) -> None:
    """The tables of the page."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(MARKS[0])
    PAGE.write_text(f"{before}{MARKS[0]}\n\n" + "\n".join(rows) + f"\n\n{MARKS[1]}{rest.partition(MARKS[1])[2]}", "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
