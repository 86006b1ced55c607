"""The model of nearness against recordings it never saw: better ranked than the raw signal, and as sure as it should be."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tools import train_nearness as training

ROUNDS = 3


@pytest.fixture(scope="module")
def data(shared_data: Path) -> training.Data:
    return training.read(shared_data / "ble" / "phone_pairs_rss.parquet")


@pytest.fixture(scope="module")
def held(data: training.Data) -> list[tuple[np.ndarray, np.ndarray]]:
    """(score, probability) of each window, each time by models to which its whole recording was unknown."""
    return [training.cross(data, seed) for seed in range(ROUNDS)]


def test_no_recording_is_on_both_sides(data: training.Data, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[int]] = []
    monkeypatch.setattr(training, "fit", lambda part: seen.append(set(part.recording)) or training.Fitted(np.zeros(9), 0, 0, 0, 1))
    monkeypatch.setattr(training, "apply", lambda _, part: (seen.append(set(part.recording)), (part.level, part.level))[1])
    training.cross(data, 0)
    pairs = list(zip(seen[::2], seen[1::2], strict=True))
    assert len(pairs) == training.FOLDS
    assert all(learnt and tried and learnt.isdisjoint(tried) for learnt, tried in pairs)


def test_over_the_body_positions_it_ranks_better_than_the_raw_mean(data: training.Data, held: list[tuple[np.ndarray, np.ndarray]]) -> None:
    score = np.mean([each for each, _ in held], axis=0)
    ours, raw = [], []
    for number, _ in enumerate(data.positions):
        here = data.position == number
        ours.append(training.auc(score[here], data.near[here]))
        raw.append(training.auc(data.level[here], data.near[here]))
    print(f"mean AUC {np.mean(ours):.3f}, raw {np.mean(raw):.3f}")  # noqa: T201 - a measure
    assert np.mean(ours) > np.mean(raw) + 0.02


def test_what_it_says_is_what_was_so(data: training.Data, held: list[tuple[np.ndarray, np.ndarray]]) -> None:
    chance = np.mean([each for _, each in held], axis=0)
    for said, was, error, windows in training.bins(data, chance):
        assert abs(said - was) <= 0.1 + 2 * error, (said, was, windows)
    expected = sum(windows * abs(said - was) for said, was, _, windows in training.bins(data, chance)) / len(data.near)
    print(f"on average off by {expected:.3f}")  # noqa: T201 - a measure
    # Few recordings stand behind each bin, and the windows of one are alike.
    assert expected <= 0.07


def test_the_model_that_is_installed_is_this_one(data: training.Data) -> None:
    said, fitted = json.loads(training.MODEL.read_text("utf-8")), training.fit(data)
    assert said["slope"] == pytest.approx(fitted.slope, abs=1e-4)
    assert said["offset"] == pytest.approx(fitted.offset, abs=1e-4)
    assert said["prior"] == pytest.approx(float(data.near.mean()), abs=1e-4)
