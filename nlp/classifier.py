"""The trained models of a message in NumPy alone; scikit-learn is needed for training only."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nlp.features import Seen
from nlp.linear import Array, Block, Linear
from nlp.network import Layer, Network, inputs, places


@dataclass(frozen=True, slots=True)
class Reading:
    """Chance and place of each intent, chance of each sentiment, score of each right."""

    chances: dict[str, float]
    places: dict[str, float]
    moods: dict[str, float]
    claims: dict[str, float]


@dataclass(frozen=True, slots=True)
class Model:
    """Trained models: immutable, safe to share between threads."""

    labels: tuple[str, ...]
    moods: tuple[str, ...]
    rights: tuple[str, ...]
    linear: Linear
    intent: Network
    mood: Network
    calibration: tuple[float, float]
    version: str

    def read(self, seen: Seen) -> Reading:
        """Chances of the intents and sentiments of one message."""
        scores, claims = self.linear.score(seen)
        given = inputs(scores, seen)
        chances = self.intent.probabilities(given)
        where = places(scores, len(seen.parts))
        moods = self.mood.probabilities(given)
        return Reading(
            chances=dict(zip(self.labels, chances.tolist(), strict=True)),
            places=dict(zip(self.labels, where.tolist(), strict=True)),
            moods=dict(zip(self.moods, moods.tolist(), strict=True)),
            claims=dict(zip(self.rights, claims.tolist(), strict=True)),
        )

    def sure(self, chance: float) -> float:
        """Share of readings with this chance that are right, by the writers that the model was not trained on."""
        slope, bias = self.calibration
        bounded = min(max(chance, 1e-4), 1 - 1e-4)
        return float(1.0 / (1.0 + np.exp(-(slope * np.log(bounded / (1 - bounded)) + bias))))


def _network(stored: Any, name: str, meta: dict[str, Any]) -> Network:
    def part(key: str) -> Array:
        return np.asarray(stored[f"{name}_{key}"], dtype=np.float32)

    return Network(
        mean=part("mean"),
        scale=part("scale"),
        hidden=Layer(part("hidden"), part("hidden_bias")),
        outer=Layer(part("outer"), part("outer_bias")),
        members=int(meta["members"]),
        exclusive=name == "mood",
    )


def load(path: Path) -> Model:
    """Read a model artefact (`.npz`)."""
    with np.load(path, allow_pickle=False) as stored:
        meta: dict[str, Any] = json.loads(bytes(stored["meta"]).decode())

        def blocks(*names: str) -> list[Block]:
            made, offset = [], 0
            for name in names:
                grams = meta["grams"][name]
                idf = stored[f"idf_{name}"].astype(np.float32)
                made.append(Block({gram: at for at, gram in enumerate(grams)}, idf, offset))
                offset += len(grams)
            return made

        word, char = blocks("word", "char")
        plain_word, concept = blocks("plain_word", "concept")
        labels = len(meta["labels"])
        shared = stored["shared"].astype(np.float32)
        linear = Linear(
            shared_blocks=(word, char),
            plain_blocks=(plain_word, concept),
            shared=shared,
            clause=np.ascontiguousarray(shared[:, labels : 2 * labels]),
            plain=stored["plain"].astype(np.float32),
            facts=stored["facts"].astype(np.float32),
            bias=stored["bias"].astype(np.float32),
            sizes=(labels, len(meta["moods"]), len(meta["rights"])),
        )
        return Model(
            labels=tuple(meta["labels"]),
            moods=tuple(meta["moods"]),
            rights=tuple(meta["rights"]),
            linear=linear,
            intent=_network(stored, "intent", meta),
            mood=_network(stored, "mood", meta),
            calibration=(float(meta["calibration"][0]), float(meta["calibration"][1])),
            version=str(meta["version"]),
        )
