"""Figures of an evaluation as text for a terminal and for the documents."""

from collections.abc import Iterator
from typing import Any

_TITLES = (
    ("messages", "messages"),
    ("accuracy", "accuracy of the primary intent"),
    ("macro_f1", "macro F1 of the primary intent"),
    ("baseline_accuracy", "accuracy of always guessing the commonest"),
    ("exact_list", "exact list of intents"),
    ("exact_list_multi", "exact list, messages with several"),
    ("multi_messages", "messages with several"),
    ("false_extra", "several read where there is one"),
    ("calibration_error", "calibration error (ECE)"),
    ("sentiment_accuracy", "accuracy of the sentiment"),
)


def table(figures: dict[str, Any]) -> str:
    """All figures as Markdown."""
    return "\n".join(_lines(figures))


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    yield "| figure | value |"
    yield "| --- | --- |"
    for key, title in _TITLES:
        if figures.get(key) is not None:
            yield f"| {title} | {figures[key]} |"
    if "opt_out" in figures:
        yield f"| opt-out, precision and recall | {figures['opt_out']['precision']}, {figures['opt_out']['recall']} |"
    timing = figures.get("milliseconds", {})
    yield (
        "| milliseconds a message | " + ", ".join(f"{name} {value}" for name, value in timing.items()) + " |"
    )
    for part in ("intents", "entities", "rights"):
        if part in figures:
            yield from _rates(part, figures[part])
    if "by_writer" in figures:
        yield from _writers(figures["by_writer"])
    if "confusion" in figures:
        yield from _confusion(figures["confusion"])
    if "worst" in figures:
        yield from _worst(figures["worst"])


def _rates(part: str, rates: dict[str, Any]) -> Iterator[str]:
    yield f"\n| {part} | precision | recall | F1 | messages |"
    yield "| --- | --- | --- | --- | --- |"
    for name, one in rates.items():
        if isinstance(one, dict):
            yield f"| {name} | {one['precision']} | {one['recall']} | {one['f1']} | {one['support']} |"


def _writers(writers: dict[str, Any]) -> Iterator[str]:
    shown = (
        "messages",
        "accuracy",
        "macro_f1",
        "exact_list_multi",
        "false_extra",
        "sentiment_accuracy",
        "calibration_error",
    )
    yield "\n| writer | " + " | ".join(shown) + " |"
    yield "| --- |" + " --- |" * len(shown)
    for name, figures in writers.items():
        yield f"| {name} | " + " | ".join(str(figures.get(key)) for key in shown) + " |"


def _confusion(confusion: dict[str, dict[str, int]]) -> Iterator[str]:
    yield "\n| true | read as (times) |"
    yield "| --- | --- |"
    for truth, row in confusion.items():
        ordered = sorted(row.items(), key=lambda pair: -pair[1])
        yield f"| {truth} | " + ", ".join(f"{guess} {count}" for guess, count in ordered) + " |"


def _worst(worst: list[dict[str, Any]]) -> Iterator[str]:
    yield "\nSurest mistakes:"
    for one in worst:
        text = one["text"].replace("\n", " ⏎ ")
        yield f"- {'+'.join(one['truth'])} read as {'+'.join(one['guess'])} ({one['confidence']}): {text}"
