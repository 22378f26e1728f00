"""Who asks for what under the LGPD and WhatsApp's rules: phrases that leave no doubt, then the trained model.

Whole messages of a few words act at once (RELIABILITY.md 5.5); words inside a longer sentence never do by themselves.
"""

import re

from nlp import rules
from nlp.normalise import words
from nlp.rights_phrases import DENIED, phrases, trap, whole

DOUBT = 0.2
"""Lead over any right that 'none' needs in the model's scores; by cross-validation."""
DOUBT_OF_STOP = 0.3
"""The same over stops: in doubt between stop and anything else, stop."""

_SPACED = re.compile(r"(?<![a-z0-9])(?:[a-z][ .\-_*]){3,}[a-z](?![a-z0-9])")


def phrased(text: str) -> str | None:
    """Right that a normalised message claims beyond doubt, 'none' for what only sounds like one, else None."""
    joined = _SPACED.sub(lambda match: re.sub(r"[^a-z]", "", match.group()), text)
    if rules.whole(joined) == "opt_out":
        return "opt_out"
    tokens = words(joined)
    plain = " ".join(tokens)
    bare = " ".join(token for token in tokens if token not in rules.COURTESY)
    said = whole().get(plain) or whole().get(bare)
    if said:
        return said
    if rules.whole(joined) == "human_handoff":
        return "human"
    if trap().search(plain):
        return "none"
    found = (right for right, pattern in phrases() if pattern.search(plain))
    return next((right for right in found if right != "opt_in" or not DENIED.search(plain)), None)


def right(text: str, claims: dict[str, float]) -> str:
    """Right that a normalised message claims, or 'none'; `claims` are the model's scores by right."""
    said = phrased(text)
    if said is not None:
        return said
    if not text.strip():
        return "none"
    lead = {"none": 0.0, "opt_out": DOUBT_OF_STOP}
    return max(claims, key=lambda one: claims[one] + lead.get(one, DOUBT))
