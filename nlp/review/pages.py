"""What the admin pages of the review show, and what their forms bring."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from nlp import services, versions
from nlp.corpus import SENTIMENTS
from nlp.review import entry, queue, shadows, wording
from nlp.review.models import ReviewItem, TrainingRun
from nlp.store import PREVIOUS, SHADOW

_OTHERS = 30
_RUNS = 30


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the list shows."""

    state: str
    reason: str
    page: int


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What a reviewer's form brought, as typed."""

    intents: list[str]
    sentiment: str
    values: list[tuple[str, str]]
    whole_cluster: bool = False


def filters(query: QueryDict) -> Filters:
    """The wanted list; odd wishes become the usual one."""
    state, reason, page = (query.get(name, "") for name in ("state", "reason", "page"))
    return Filters(
        state=state if state in ReviewItem.State.values else ReviewItem.State.OPEN,
        reason=reason if reason in ReviewItem.Reason.values else "",
        page=min(1000, max(1, int(page))) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
    )


def typed(form: QueryDict) -> Typed:
    """What the form of one message brought."""
    return Typed(
        intents=[one for one in form.get("intents", "").split(",") if one],
        sentiment=form.get("sentiment", ""),
        values=list(zip(form.getlist("key"), form.getlist("value"), strict=False)),
        whole_cluster=form.get("scope") == "cluster",
    )


def of_item(item: ReviewItem, *, typed: Typed | None = None, problem: str = "") -> dict[str, Any]:
    """One message: its reading, the form filled in, its neighbours and its like."""
    before, after, place, waiting = queue.neighbours(item)
    like = ReviewItem.objects.filter(cluster=item.cluster).exclude(pk=item.pk)
    is_open = like.filter(state=ReviewItem.State.OPEN)
    filled = typed or _suggested(
        item, like.filter(state=ReviewItem.State.LABELLED).order_by("-reviewed_at").first()
    )
    return {
        "title": "Revisar mensagem",
        "item": item,
        "problem": problem,
        "filled": filled,
        "before": before,
        "after": after,
        "place": place,
        "waiting": waiting,
        "open_like": is_open.count(),
        "like": is_open.order_by("-count", "id")[:_OTHERS],
        "asked": wording.EXPECTED.get(item.expecting, item.expecting),
        "readings": [(wording.intent(label), round(sure * 100)) for label, sure in item.intents],
        "other": wording.intent(item.runner_up) if item.runner_up else "",
        "mood": wording.SENTIMENTS.get(item.sentiment, ("", item.sentiment))[1],
        "intents": list(_choices(wording.INTENTS, filled.intents)),
        "sentiments": list(_choices(wording.SENTIMENTS, [filled.sentiment])),
        "keys": [(key, name, form) for key, (name, form) in entry.KEYS.items()],
    }


def _suggested(item: ReviewItem, precedent: ReviewItem | None) -> Typed:
    """The form as it opens: what was decided, else what was decided for the message's like, else the reading."""
    if item.state == ReviewItem.State.LABELLED:
        values = item.entities if item.corrected_entities is None else item.corrected_entities
        return Typed(
            intents=item.corrected_intents, sentiment=item.corrected_sentiment, values=entry.shown(values)
        )
    values = entry.shown(item.entities)
    if precedent is not None:
        return Typed(
            intents=precedent.corrected_intents, sentiment=precedent.corrected_sentiment, values=values
        )
    sentiment = item.sentiment if item.sentiment in SENTIMENTS else "neutral"
    return Typed(intents=item.labels, sentiment=sentiment, values=values)


def _choices(words: dict[str, tuple[str, str]], chosen: list[str]) -> Iterator[dict[str, Any]]:
    for name, (key, text) in words.items():
        place = chosen.index(name) + 1 if name in chosen else 0
        yield {"name": name, "key": key, "text": text, "place": place}


def of_trainings() -> dict[str, Any]:
    """What is in use, before it and in the shadow, and the trainings."""
    runs = list(TrainingRun.objects.select_related("started_by").order_by("-id")[:_RUNS])
    return {
        "runs": runs,
        "is_busy": any(run.state in (TrainingRun.State.QUEUED, TrainingRun.State.RUNNING) for run in runs),
        "labelled": ReviewItem.objects.filter(state=ReviewItem.State.LABELLED).count(),
        **_pointers(),
    }


def of_training(run: TrainingRun) -> dict[str, Any]:
    """One training: figures side by side, intents with their difference, agreement in the shadow."""
    pointers = _pointers()
    figures = run.figures
    return {
        "title": f"Treinamento {run.pk}",
        "run": run,
        "is_done": run.state == TrainingRun.State.DONE,
        "is_usable": bool(run.version) and versions.fits(services.folder(), run.version),
        "figures": list(_side_by_side(figures)),
        "intents": list(_intents(figures)),
        "better": [wording.intent(label) for label in figures.get("better", [])],
        "worse": [wording.intent(label) for label in figures.get("worse", [])],
        "verdict": _verdict(figures),
        "agreement": shadows.agreement(run.version) if run.version else None,
        **pointers,
    }


def _pointers() -> dict[str, str | None]:
    folder = services.folder()
    return {
        "current": versions.named(folder),
        "previous": versions.named(folder, PREVIOUS),
        "shadow": versions.named(folder, SHADOW),
    }


def _side_by_side(figures: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, words in wording.FIGURES.items() if figures else ():
        one, other = (figures[side].get(name) for side in ("running", "candidate"))
        if one is None or other is None:
            continue
        gain = (one - other) if name == "calibration_error" else (other - one)
        yield {"words": words, "running": one * 100, "candidate": other * 100, "gain": gain * 100}


def _intents(figures: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for row in figures.get("intents", []):
        gain = row["candidate"] - row["running"]
        yield {
            "words": wording.intent(row["label"]),
            "support": row["support"],
            "running": row["running"] * 100,
            "candidate": row["candidate"] * 100,
            "gain": gain * 100,
        }


def _verdict(figures: dict[str, Any]) -> str:
    """McNemar's test in a sentence."""
    test = figures.get("mcnemar")
    if test is None:
        return ""
    won, lost = test["only_candidate"], test["only_running"]
    counted = f"O candidato acerta {won} que o modelo em uso erra, e erra {lost} que ele acerta"
    p = f"p = {test['p']:.3f}".replace(".", ",")
    if test["p"] < 0.05:
        side = "melhor" if won > lost else "pior"
        return f"{counted}: é {side}, e o acaso não explica a diferença ({p})."
    return f"{counted}: a diferença pode ser acaso ({p})."
