"""Audio, photos, files, stickers, cards and the like (R1.5): acknowledged, kept for the attendant."""

from chatbot.conversation.memory import Memory
from chatbot.conversation.values import Decision, Reply, Situation

# In this order: what wants an answer most comes first.
_KINDS = ("audio", "order", "unsupported", "document", "video", "image", "contacts", "sticker")


def acknowledge(situation: Situation, memory: Memory) -> Decision:
    """One short word for what came without text; a burst of photos gets one."""
    kinds = [kind for kind in _KINDS if kind in situation.heard.kinds]
    if "audio" in kinds and len(kinds) > 1:
        kinds = [*kinds[1:], "audio"]  # the one with the button ends the message
    replies = tuple(Reply(name=kind) for kind in kinds[:2])
    return Decision(move="stay", memory=memory, replies=replies)


def in_passing(situation: Situation) -> tuple[Reply, ...]:
    """The same in front of an answer to a text; a sticker beside words needs no word."""
    kinds = [kind for kind in _KINDS if kind in situation.heard.kinds and kind != "sticker"]
    return tuple(Reply(name=kind, plain=True) for kind in kinds[:1])
