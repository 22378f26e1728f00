"""Which readings are worth a person's look: pure rules."""

import re
from dataclasses import dataclass
from typing import Literal

from nlp.understanding import Understanding

Reason = Literal["LOW_CONFIDENCE", "CONTESTED", "MISUNDERSTOOD"]

SURE = 0.95
"""Confidence from which rules and open questions speak, which nobody needs to look at."""
LOW = 0.6
"""Confidence below which a reading is kept (R4.9)."""
CLOSE = 0.2
"""Distance of the likeliest label that was left out, within which two labels contend."""
HINT = 0.1
"""Confidence from which a label that was left out is a hint that 'unknown' may be wrong."""

_CORRECTION = re.compile(
    r"\bnao (?:foi|era|e) (?:bem )?(?:isso|esse|essa|nada disso)\b"
    r"|\bnao (?:perguntei|pedi|falei|disse|quis dizer|quero saber) (?:isso|disso)\b"
    r"|\b(?:voce|vc|tu) nao (?:me )?(?:entendeu|leu|respondeu)\b"
    r"|\b(?:entendeu|leu) (?:tudo )?errado\b|^nao entendeu\b"
    r"|\bnao respondeu (?:a |o que |minha )|\bnada a ver com o que\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a reading: the bot asked to rephrase, or the customer's next message set it right."""

    rephrased: bool = False
    corrected: bool = False


def worth_reviewing(understanding: Understanding, outcome: Outcome) -> Reason | None:
    """Why a person should look at this reading; None when nothing speaks for it."""
    if outcome.rephrased or outcome.corrected:
        return "MISUNDERSTOOD"
    if understanding.right != "none":
        return None
    first, other = understanding.intents[0], understanding.runner_up
    if first.confidence >= SURE:
        return None
    if first.label == "unknown":
        return "LOW_CONFIDENCE" if other is not None and other.confidence >= HINT else None
    if other is not None and first.confidence - other.confidence < CLOSE:
        return "CONTESTED"
    return "LOW_CONFIDENCE" if min(one.confidence for one in understanding.intents) < LOW else None


def corrects(text: str) -> bool:
    """Whether a normalised message says that the one before it was misread."""
    return _CORRECTION.search(text[:300]) is not None
