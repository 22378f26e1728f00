"""Admin pages of the review: clusters, one message at a time with the keyboard, trainings and what they are worth."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from nlp import services, versions
from nlp.review import deciding, entry, jobs, pages, queue, retraining
from nlp.review.models import ReviewItem, TrainingRun

_log = structlog.get_logger(__name__)
_ITEM_LIST = "admin:nlp_reviewitem_changelist"
_ITEM = "admin:nlp_reviewitem_change"
_RUN_LIST = "admin:nlp_trainingrun_changelist"
_RUN = "admin:nlp_trainingrun_change"

View = Callable[..., HttpResponse]


class _Pages(admin.ModelAdmin):  # type: ignore[type-arg]
    """Pages of our own in place of Django's forms; nothing is added or deleted by hand."""

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _page(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        everywhere = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "may_act": self.has_change_permission(request),
            "media": self.media,
        }
        return TemplateResponse(request, f"admin/nlp/{template}.html", everywhere | context)

    def _may_see(self, request: HttpRequest) -> None:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied

    def _may_act(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _deed(self, view: View) -> View:
        """A view that acts: by POST only, by those who may."""

        @wraps(view)
        def guarded(request: HttpRequest, **given: Any) -> HttpResponse:
            self._may_act(request)
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            return view(request, **given)

        return self.admin_site.admin_view(guarded)


@admin.register(ReviewItem)
class ReviewItemAdmin(_Pages):
    """Messages in doubt: a list of clusters, and one screen for each message."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Clusters in one state, the heaviest first."""
        self._may_see(request)
        found = pages.filters(request.GET)
        rows = queue.rows(state=found.state, reason=found.reason)
        shown = queue.clusters(rows, page=found.page)
        _log.info("review_list_read", user=request.user.pk, state=found.state, page=found.page)
        return self._page(
            request,
            "review_list",
            title="Mensagens para revisar",
            clusters=shown,
            found=found,
            tally=queue.tally(),
            states=ReviewItem.State.choices,
            reasons=ReviewItem.Reason.choices,
            is_last=len(shown) < queue.PAGE,
            first=next(iter(queue.order()), None),
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One message: read it, correct the reading, go on to the next."""
        self._may_see(request)
        item = get_object_or_404(ReviewItem, pk=_number(object_id))
        if request.method != "POST":
            _log.info("review_item_read", user=request.user.pk, item=item.pk)
            return self._page(request, "review_item", **pages.of_item(item))
        self._may_act(request)
        planned = queue.order()
        try:
            count = _decide(request, item)
        except (deciding.DecisionError, entry.EntryError) as error:
            again = pages.of_item(item, typed=pages.typed(request.POST), problem=str(error))
            page = self._page(request, "review_item", **again)
            page.status_code = 422
            return page
        messages.success(request, f"{count} mensagem(ns): {_verb(request)}.")
        after = queue.after(item, planned=planned)
        return redirect(_ITEM, after) if after else redirect(_ITEM_LIST)


@admin.register(TrainingRun)
class TrainingRunAdmin(_Pages):
    """Trainings: asked for, watched, compared, put to work and taken back."""

    def get_urls(self) -> list[URLPattern]:
        """The buttons' addresses before Django's own."""
        buttons = [
            path("treinar/", self._deed(self.train), name="nlp_train"),
            path("voltar/", self._deed(self.roll_back), name="nlp_roll_back"),
            path("<int:pk>/usar/", self._deed(self.promote), name="nlp_promote"),
            path("<int:pk>/paralelo/", self._deed(self.shadow), name="nlp_shadow"),
            path("<int:pk>/andamento/", self.admin_site.admin_view(self.progress), name="nlp_progress"),
        ]
        return [*buttons, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """What is in use, and all trainings."""
        self._may_see(request)
        return self._page(request, "training_list", title="Treinamentos", **pages.of_trainings())

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One training: its progress, then what the candidate does better and worse."""
        self._may_see(request)
        run = get_object_or_404(TrainingRun, pk=_number(object_id))
        return self._page(request, "training_run", **pages.of_training(run))

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """State of a training for the page that watches it."""
        self._may_see(request)
        run = get_object_or_404(TrainingRun, pk=pk)
        return JsonResponse({"state": run.state, "percent": run.percent, "line": run.line})

    def train(self, request: HttpRequest) -> HttpResponse:
        """Ask for a candidate."""
        run = retraining.request(user_id=_user(request))
        if run is None:
            messages.warning(request, "Já há um treinamento em andamento.")
            return redirect(_RUN_LIST)
        jobs.wake()
        return redirect(_RUN, run.pk)

    def promote(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put a candidate to work."""
        run = get_object_or_404(TrainingRun, pk=pk, state=TrainingRun.State.DONE)
        return self._swap(
            request, run, lambda: versions.promote(services.folder(), run.version), f"{run.version} em uso."
        )

    def shadow(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a candidate read along, or no longer."""
        run = get_object_or_404(TrainingRun, pk=pk, state=TrainingRun.State.DONE)
        wanted = None if request.POST.get("stop") else run.version
        words = "Observação encerrada." if wanted is None else f"{run.version} lê em paralelo."
        return self._swap(request, run, lambda: versions.shadow(services.folder(), wanted), words)

    def roll_back(self, request: HttpRequest) -> HttpResponse:
        """Return to the models before."""
        return self._swap(
            request, None, lambda: versions.roll_back(services.folder()), "O anterior está em uso."
        )

    def _swap(
        self, request: HttpRequest, run: TrainingRun | None, act: Callable[[], object], words: str
    ) -> HttpResponse:
        try:
            act()
        except versions.NoSuchModelsError:
            messages.error(request, "O arquivo desse modelo não está aqui ou é de outra versão do programa.")
        else:
            _log.info("models_swapped", user=request.user.pk, current=versions.named(services.folder()))
            messages.success(request, words)
        return redirect(_RUN, run.pk) if run else redirect(_RUN_LIST)


def _decide(request: HttpRequest, item: ReviewItem) -> int:
    whole = request.POST.get("scope") == "cluster"
    now, user = timezone.now(), _user(request)
    if request.POST.get("act") == "ignore":
        return deciding.ignore(item=item, whole_cluster=whole, reviewer_id=user, now=now)
    typed = pages.typed(request.POST)
    labels = deciding.Labels(
        intents=tuple(typed.intents), sentiment=typed.sentiment, entities=entry.parse(typed.values)
    )
    return deciding.label(item=item, labels=labels, whole_cluster=whole, reviewer_id=user, now=now)


def _verb(request: HttpRequest) -> str:
    return "nada a aprender" if request.POST.get("act") == "ignore" else "rótulo gravado"


def _user(request: HttpRequest) -> int:
    assert request.user.pk is not None
    return int(request.user.pk)


def _number(object_id: str) -> int:
    if not object_id.isascii() or not object_id.isdecimal() or len(object_id) > 18:
        raise Http404
    return int(object_id)
