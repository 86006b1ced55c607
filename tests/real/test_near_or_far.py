"""The model of nearness against scenes, phones and an experiment that it never saw: better than raw, as sure as it should be."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from tools import train_nearness as training

from truyvet.cli.main import main
from truyvet.proximity.nearness.model import load_model

OLD_AUC, OLD_BRIER = 0.735, 0.430
"""Of the model of 0.2.0 on the same windows, at the same prior and told what the phones state."""


@pytest.fixture(scope="module")
def experiment(shared_data: Path) -> training.Experiment:
    return training.read_soldiers(shared_data / "ble" / "soldiers_2020-04-17.parquet")


@pytest.fixture(scope="module")
def data(experiment: training.Experiment) -> training.Windows:
    return training.labelled(experiment, training.whole_day(experiment))


@pytest.fixture(scope="module")
def held(experiment: training.Experiment, data: training.Windows) -> dict[str, np.ndarray]:
    return training.hold_back(data, training.blank(experiment), training.EVEN)


def base_rate(data: training.Windows) -> float:
    return float(np.mean([data.near[data.scene == name].var() for name in np.unique(data.scene)]))


def test_neither_scene_nor_model_of_phone_is_on_both_sides(data: training.Windows) -> None:
    judged_once = np.zeros(len(data.near), int)
    for learn, judged in training.folds(data):
        learnt, rest = data.some(learn), data.some(judged)
        models = {*rest.receiver_model, *rest.sender_model}
        assert not models & {*learnt.receiver_model, *learnt.sender_model}
        assert not {*rest.scene} & {*learnt.scene}
        judged_once += judged
    assert (judged_once == 1).all()


def test_it_ranks_better_than_the_raw_signal_in_every_scene(data: training.Windows, held: dict[str, np.ndarray]) -> None:
    for name in np.unique(data.scene):
        here = data.scene == name
        assert training.auc(held["ours"][here], data.near[here]) > training.auc(data.raw[here], data.near[here]), name
    assert (
        training.measures(data.scene, data.near, held["ours"])[0]
        > training.measures(data.scene, data.near, held["raw"], data.raw)[0] + 0.04
    )


def test_its_probabilities_are_better_than_the_base_rate_and_than_before(data: training.Windows, held: dict[str, np.ndarray]) -> None:
    ours, alone = (training.measures(data.scene, data.near, held[name]) for name in ("ours", "alone"))
    assert ours[1] < base_rate(data) - 0.01
    assert ours[1] < training.measures(data.scene, data.near, held["raw"])[1] - 0.02
    assert alone[0] >= OLD_AUC
    assert alone[1] < OLD_BRIER - 0.15


def test_what_it_says_is_what_was_so(experiment: training.Experiment, data: training.Windows) -> None:
    chance = training.hold_back(data, training.blank(experiment), load_model().prior)["ours"]
    found = training.bins(data.near, chance)
    for said, was, error, windows in found:
        assert abs(said - was) <= 0.1 + 2 * error, (said, was, windows)
    assert sum(windows * abs(said - was) for said, was, _, windows in found) / len(data.near) <= 0.04


def test_on_the_experiment_that_was_held_back_the_receivers_level_helps(data: training.Windows, shared_data: Path) -> None:
    pairs, model = training.read_pairs(shared_data / "ble" / "phone_pairs_rss.parquet"), load_model()
    pairs = pairs._replace(receiver_level=training.own_levels(pairs, model.typical_level))
    ours = training.measures(pairs.scene, pairs.near, training.estimate(model, pairs, training.EVEN, known=False))
    raw = training.measures(pairs.scene, pairs.near, training.estimate_raw(data, pairs, training.EVEN))
    assert ours[0] > raw[0] + 0.003
    assert ours[1] < raw[1] - 0.003


def test_the_model_that_is_installed_is_this_one(experiment: training.Experiment, data: training.Windows) -> None:
    assert training.train(data, training.blank(experiment)) == load_model()
    assert json.loads(training.MODEL.read_text("utf-8"))["source"].startswith("DP-3T")


def test_the_command_says_the_same_of_a_file(
    experiment: training.Experiment, data: training.Windows, shared_data: Path, tmp_path: Path
) -> None:
    """The whole day as one file, as an official would hand it over: the windows' probabilities rank as well as here."""
    table = pq.read_table(shared_data / "ble" / "soldiers_2020-04-17.parquet").to_pydict()
    names = ("scene", "receiver", "transmitter", "time_ms", "rssi", "tx_power")
    with (tmp_path / "readings.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["receiver", "transmitter", "time", "rssi", "tx_power"])
        for scene, receiver, sender, time_ms, rssi, power in zip(*(table[name] for name in names), strict=True):
            if scene == "party":
                writer.writerow([receiver, sender, time_ms / 1_000, rssi, power])
    out = tmp_path / "windows.csv"
    assert main(["proximity", "estimate", "--readings", str(tmp_path / "readings.csv"), "--out", str(out)]) == 0
    chance, near = [], []
    for row in csv.DictReader(out.open()):
        metres = experiment.metres.get(("party", row["receiver"], row["transmitter"], int(row["window_start"])))
        if metres is not None:
            chance.append(float(row["probability_near"]))
            near.append(metres <= training.NEAR_M)
    here = data.scene == "party"
    assert len(near) == here.sum()
    assert training.auc(np.array(chance), np.array(near)) > training.auc(data.raw[here], data.near[here]) + 0.02
    assert training.brier(np.array(chance), np.array(near)) < data.near[here].var() - 0.03
