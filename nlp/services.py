# ruff: noqa: E501 - tables read better on one line
"""The door of the nlp room: what a customer's message says. Pure Python; light to import, the model loads on first use."""

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.normalise import normalise
from nlp.understanding import INTENTS, Entities, Intent, Range, Understanding

if TYPE_CHECKING:
    from nlp.classifier import Model
    from nlp.when import When

__all__ = [
    "INTENTS", "Entities", "Intent", "Range", "Understanding", "consent_answer", "folder", "is_loaded", "is_prepared", "model_version",
    "normalise", "prepare", "second_opinion", "understand", "use_folder", "using", "warm", "when",
]  # fmt: skip

log = logging.getLogger(__name__)
_KEPT_BESIDE_A_RIGHT = 0.8
"""Confidence from which another intent stays when the models missed a claimed right."""


class _Live:
    """The models of this process, and those that read along in their shadow."""

    def __init__(self) -> None:
        self.folder = Path(__file__).parent.parent / "var" / "nlu"
        self.lock = threading.Lock()
        self.model: Model | None = None
        self.pointed: tuple[int, int] | None = None
        self.given: Model | None = None
        self.shadow: Model | None = None
        self.shadow_pointed: tuple[int, int] | None = None


_live = _Live()


def use_folder(folder: Path) -> None:
    """Keep trained models in `folder`; call before the first use."""
    _live.folder = folder


def folder() -> Path:
    """Where trained models lie."""
    return _live.folder


def _model() -> "Model":
    """The current models; loaded on the first call and when another process has made others current."""
    from nlp import store

    if _live.given is not None:
        return _live.given
    stamp = store.stamp(_live.folder)
    if _live.model is None or stamp != _live.pointed:
        with _live.lock:
            if _live.model is None or stamp != _live.pointed:
                from nlp import classifier

                path = prepare()
                if _live.model is None or path.stem != _live.model.version:
                    _live.model = classifier.load(path)
                _live.pointed = store.stamp(_live.folder)
    return _live.model


def _shadow() -> "Model | None":
    """The models that read along, if an operator wants any and they fit the present code."""
    from nlp import store

    stamp = store.stamp(_live.folder, store.SHADOW)
    if stamp != _live.shadow_pointed:
        with _live.lock:
            if stamp != _live.shadow_pointed:
                from nlp import classifier

                path = store.current(_live.folder, store.SHADOW)
                _live.shadow = classifier.load(path) if path else None
                _live.shadow_pointed = stamp
    return _live.shadow


@contextmanager
def using(model: "Model") -> Iterator[None]:
    """Read messages by other models as long as the context lasts; for measurements, not beside live traffic."""
    _live.given, before = model, _live.given
    try:
        yield
    finally:
        _live.given = before


def prepare() -> Path:
    """Train in a process of its own unless models of the present data and code are there; their path."""
    from nlp import store

    path = store.current(_live.folder)
    if path is None:
        root = Path(__file__).parent.parent
        command = [sys.executable, "-m", "nlp.training", str(_live.folder)]
        subprocess.run(command, cwd=root, check=True, timeout=600)  # noqa: S603 - our own module, no outside input
        log.info("language model trained")
        path = store.current(_live.folder)
    if path is None:
        raise RuntimeError("training made no model of the present data")
    return path


def is_prepared() -> bool:
    """Whether models of the present training data and code are on disk."""
    from nlp import store

    return store.current(_live.folder) is not None


def warm() -> None:
    """Load everything that the first message would otherwise wait for."""
    understand(text="tem onix em campinas até 60 mil?", now=datetime.now().astimezone())


def is_loaded() -> bool:
    """Whether the models are in memory."""
    return _live.model is not None


def model_version() -> str:
    """Version of the models that the present training data and code give."""
    from nlp import store

    return store.base()


def understand(*, text: str, now: datetime, expecting: str | None = None) -> Understanding:
    """Read one message. `expecting` names what the bot had just asked; `now` is reserved for visit times."""
    return _read(_model(), text, expecting)


def second_opinion(*, text: str, now: datetime, expecting: str | None = None) -> Understanding | None:
    """The same reading by the models in the shadow of the live ones; None when there are none."""
    model = _shadow()
    return None if model is None else _read(model, text, expecting)


def _read(model: "Model", text: str, expecting: str | None) -> Understanding:
    from nlp import features, intents, sentiment
    from nlp.entities.extract import extract
    from nlp.plausible import plausible
    from nlp.rights import phrased, right

    plain = normalise(text)
    entities = extract(text, expecting=expecting)
    reading = model.read(features.see(plain, entities))
    found = intents.intents(plain, entities=entities, model=model, reading=reading, expecting=expecting)
    other = intents.runner_up(found, model=model, reading=reading)
    entities = plausible(entities, reading, expecting=expecting)
    claimed = right(plain, reading.claims)
    found = _with_right(found, phrased(plain))
    said = sentiment.sentiment(reading)
    tone = sentiment.tone(plain, said)
    if claimed != "none":
        other = None
    return Understanding(found, said, claimed, entities, plain, model.version, tone, other)


def when(*, text: str, now: datetime) -> "When | None":
    """The time of a visit that one message asks for, in the zone of `now`; None when it names none."""
    from nlp.when import when as read

    return read(text, now)


def _with_right(found: tuple[Intent, ...], claimed: str | None) -> tuple[Intent, ...]:
    """A right that the words claim beyond doubt is among the intents; one that they missed leads."""
    privacy = ("delete", "access", "correct", "shared_with", "portability", "withdraw_consent", "dpo")
    label = "opt_out" if claimed == "opt_out" else "data_privacy" if claimed in privacy else None
    if label is None or any(one.label == label for one in found):
        return found
    kept = (one for one in found if one.confidence > _KEPT_BESIDE_A_RIGHT and one.label != "unknown")
    return (Intent(label, 0.9), *kept)


def consent_answer(text: str) -> str | None:
    """'yes' or 'no' when the whole message answers the question for consent; None when it says anything else."""
    from nlp import rules

    return rules.consent(normalise(text))
