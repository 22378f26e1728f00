# ruff: noqa: E501 - tables read better on one line
"""The door of the nlp room: what a customer's message says. Pure Python; light to import, the model loads on first use."""

import logging
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.normalise import normalise
from nlp.understanding import INTENTS, Entities, Intent, Range, Understanding

if TYPE_CHECKING:
    from nlp.classifier import Model
    from nlp.when import When

__all__ = [
    "INTENTS", "Entities", "Intent", "Range", "Understanding", "consent_answer", "is_loaded", "is_prepared", "model_version", "normalise",
    "prepare", "understand", "use_folder", "warm", "when",
]  # fmt: skip

log = logging.getLogger(__name__)


class _Live:
    """The model of this process."""

    def __init__(self) -> None:
        self.folder = Path(__file__).parent.parent / "var" / "nlu"
        self.lock = threading.Lock()
        self.model: Model | None = None


_live = _Live()


def use_folder(folder: Path) -> None:
    """Keep trained models in `folder`; call before the first use."""
    _live.folder = folder


def _model() -> "Model":
    """The loaded classifier; the first call loads it, and trains it if its artefact is missing."""
    if _live.model is None:
        with _live.lock:
            if _live.model is None:
                from nlp import classifier

                _live.model = classifier.load(prepare())
    return _live.model


def prepare() -> Path:
    """Train in a process of its own unless the artefact of this data is there; its path (it costs no memory here)."""
    from nlp import training

    path = training.artefact(_live.folder)
    if not path.exists():
        root = Path(__file__).parent.parent
        command = [sys.executable, "-m", "nlp.training", str(_live.folder)]
        subprocess.run(command, cwd=root, check=True, timeout=300)  # noqa: S603 - our own module, no outside input
        log.info("language model trained")
    return path


def is_prepared() -> bool:
    """Whether the artefact of the present training data is on disk."""
    from nlp import training

    return training.artefact(_live.folder).exists()


def warm() -> None:
    """Load everything that the first message would otherwise wait for."""
    understand(text="tem onix em campinas até 60 mil?", now=datetime.now().astimezone())


def is_loaded() -> bool:
    """Whether the model is in memory."""
    return _live.model is not None


def model_version() -> str:
    """Version of the model of the present training data."""
    from nlp import training

    return training.version_of(training.TRAIN)


def understand(*, text: str, now: datetime, expecting: str | None = None) -> Understanding:
    """Read one message. `expecting` names what the bot had just asked; `now` is reserved for visit times."""
    from nlp import intents
    from nlp.entities.extract import extract
    from nlp.rights import right
    from nlp.sentiment import sentiment

    model = _model()
    plain = normalise(text)
    entities = extract(text, expecting=expecting)
    found = intents.intents(plain, model=model, entities=entities, expecting=expecting)
    claimed = right(plain)
    found = _with_right(found, claimed)
    return Understanding(found, sentiment(plain), claimed, entities, plain, model.version)


def when(*, text: str, now: datetime) -> "When | None":
    """The time that a message names for a visit, in the zone of `now` (aware); None when it names none."""
    from nlp.when import when as read

    return read(text, now)


def _with_right(found: tuple[Intent, ...], claimed: str) -> tuple[Intent, ...]:
    """A claimed right leads, whatever the classifier thinks: in doubt between stop and anything else, stop."""
    privacy = ("delete", "access", "correct", "shared_with", "portability", "withdraw_consent", "dpo")
    label = "opt_out" if claimed == "opt_out" else "data_privacy" if claimed in privacy else None
    if label is None or found[0].label == label:
        return found
    return (
        Intent(label, 0.9),
        *(one for one in found if one.label not in (label, "unknown") and label != "opt_out"),
    )


def consent_answer(text: str) -> str | None:
    """'yes' or 'no' when the whole message answers the question for consent; None when it says anything else."""
    from nlp import rules

    return rules.consent(normalise(text))
