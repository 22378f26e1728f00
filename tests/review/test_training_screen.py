"""R4.9: a candidate is trained as a job, compared, watched, put to work and taken back by a click."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from nlp import corpus, services, store, versions
from nlp.review import jobs, retraining, shadows
from nlp.review.models import TrainingRun
from tests.nlp.test_candidate import few
from tests.review.conftest import Doubt

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.operation.admin_urls")]
LIST = "/admin/nlp/trainingrun/"
FIGURES: dict[str, Any] = {
    "messages": 100,
    "running": {"accuracy": 0.9, "macro_f1": 0.88, "calibration_error": 0.02},
    "candidate": {"accuracy": 0.93, "macro_f1": 0.87, "calibration_error": 0.01},
    "mcnemar": {"only_running": 2, "only_candidate": 12, "p": 0.013, "exact": True},
    "intents": [
        {"label": "trade_in", "support": 10, "running": 0.8, "candidate": 0.9},
        {"label": "restart", "support": 5, "running": 0.9, "candidate": 0.7},
    ],
    "better": ["trade_in"],
    "worse": ["restart"],
    "frozen_set": "eval.jsonl",
}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of models with one in use."""
    before = services.folder()
    services.use_folder(tmp_path)
    one = tmp_path / f"{store.base()}.npz"
    one.write_bytes(b"models")
    store.point(tmp_path, one)
    yield tmp_path
    services.use_folder(before)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    hints: list[str] = []
    monkeypatch.setattr(
        "chatbot.operation.services.hint", lambda actor, *_, **__: hints.append(actor.actor_name)
    )
    return hints


@pytest.fixture
def done(folder: Path, db: None) -> TrainingRun:
    version = f"{store.base()}-cand"
    (folder / f"{version}.npz").write_bytes(b"candidate")
    return TrainingRun.objects.create(
        state="DONE", percent=100, version=version, figures=FIGURES, messages=7, line="pronto"
    )


def test_a_training_is_asked_for_once(trainer: Client, folder: Path, told: list[str]) -> None:
    answer = trainer.post(f"{LIST}treinar/")
    run = TrainingRun.objects.get()
    assert answer.headers["Location"].endswith(f"{LIST}{run.pk}/change/")
    assert run.state == "QUEUED"
    assert run.started_by is not None
    assert told == ["train_candidate"]
    trainer.post(f"{LIST}treinar/")
    assert TrainingRun.objects.count() == 1
    assert jobs.train_candidate.queue_name == "low"


def test_one_training_runs_at_a_time(db: None) -> None:
    TrainingRun.objects.create(state="RUNNING")
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingRun.objects.create(state="RUNNING")
    TrainingRun.objects.create(state="QUEUED")
    assert retraining.claim() is None
    assert retraining.work() is None


def test_a_training_whose_worker_died_is_given_up(db: None, told: list[str]) -> None:
    long_ago = timezone.now() - timedelta(minutes=11)
    TrainingRun.objects.create(state="RUNNING", heard_at=long_ago)
    TrainingRun.objects.create(state="QUEUED", created_at=long_ago)
    jobs.sweep_trainings()
    assert list(TrainingRun.objects.order_by("id").values_list("state", flat=True)) == ["FAILED", "QUEUED"]
    assert told == ["train_candidate"]


def test_progress_is_told(trainer: Client, onlooker: Client, folder: Path) -> None:
    run = TrainingRun.objects.create(state="RUNNING", percent=40, line="treinando com 10 mensagens")
    assert "treinando com 10 mensagens" in trainer.get(f"{LIST}{run.pk}/change/").content.decode()
    told = onlooker.get(f"{LIST}{run.pk}/andamento/").json()
    assert told == {"state": "RUNNING", "percent": 40, "line": "treinando com 10 mensagens"}


@pytest.mark.django_db(transaction=True)
def test_the_job_trains_and_compares(doubt: Doubt, tmp_path: Path) -> None:
    """The whole way, in a process of its own, on a small part of the data."""
    before = services.folder()
    services.prepare()
    doubt("me ve uma foto ai", state="LABELLED", corrected_intents=["car_details"], corrected_sentiment="neutral",
          reviewed_at=timezone.now())  # fmt: skip
    own = tmp_path / "nlu"
    shutil.copytree(before, own)
    services.use_folder(own)
    try:
        frozen = tmp_path / "eval.jsonl"
        frozen.write_text("\n".join((corpus.TRAIN / "c.jsonl").read_text().splitlines()[:40]))
        TrainingRun.objects.create()
        run = retraining.work(data=few(tmp_path / "few"), frozen=frozen)
    finally:
        services.use_folder(before)
    assert run is not None
    assert (run.state, run.percent, run.messages) == ("DONE", 100, 1), run.line
    assert versions.fits(own, run.version)
    assert run.figures["messages"] == 40
    assert run.data_hash in run.version


def test_a_training_that_fails_says_so(folder: Path, tmp_path: Path) -> None:
    TrainingRun.objects.create()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "a.jsonl").write_text("no record")
    run = retraining.work(data=tmp_path / "broken")
    assert run is not None
    assert run.state == "FAILED"
    assert "terminou com 1" in run.line


def test_figures_are_shown(onlooker: Client, done: TrainingRun) -> None:
    shown = onlooker.get(f"{LIST}{done.pk}/change/").content.decode()
    assert "O candidato acerta 12 que o modelo em uso erra, e erra 2" in shown
    assert shown.index("Melhor em") < shown.index("troca do usado") < shown.index("Pior em")
    assert "93,0 %" in shown
    assert "Pôr em uso" not in shown
    assert onlooker.get(LIST).status_code == 200


def test_a_candidate_is_put_to_work_and_taken_back(trainer: Client, done: TrainingRun, folder: Path) -> None:
    assert "Pôr em uso" in trainer.get(f"{LIST}{done.pk}/change/").content.decode()
    trainer.post(f"{LIST}{done.pk}/usar/")
    assert versions.named(folder) == done.version
    assert "Voltar ao anterior" in trainer.get(LIST).content.decode()
    trainer.post(f"{LIST}voltar/")
    assert versions.named(folder) == store.base()


def test_a_candidate_reads_along_until_it_is_stopped(
    trainer: Client, done: TrainingRun, folder: Path
) -> None:
    trainer.post(f"{LIST}{done.pk}/paralelo/")
    assert versions.named(folder, "shadow") == done.version
    for live, other in (("trade_in", "trade_in"), ("deny", "opt_out"), ("deny", "opt_out")):
        shadows.count(version=done.version, live=live, candidate=other)
    shown = trainer.get(f"{LIST}{done.pk}/change/").content.decode()
    assert "1 de 3 mensagens lidas igual (33,3 %)" in shown
    assert "opt_out" in shown
    trainer.post(f"{LIST}{done.pk}/paralelo/", {"stop": "1"})
    assert versions.named(folder, "shadow") is None


def test_a_file_that_is_gone_is_not_put_to_work(trainer: Client, done: TrainingRun, folder: Path) -> None:
    (folder / f"{done.version}.npz").unlink()
    assert "treine de novo" in trainer.get(f"{LIST}{done.pk}/change/").content.decode()
    answer = trainer.post(f"{LIST}{done.pk}/usar/", follow=True).content.decode()
    assert "não está aqui" in answer
    assert versions.named(folder) == store.base()
    assert "não está aqui" in trainer.post(f"{LIST}voltar/", follow=True).content.decode()


@pytest.mark.parametrize("button", ["treinar/", "voltar/", "{pk}/usar/", "{pk}/paralelo/"])
def test_only_those_who_may_press_buttons(
    onlooker: Client, trainer: Client, done: TrainingRun, folder: Path, button: str
) -> None:
    address = LIST + button.format(pk=done.pk)
    assert onlooker.post(address).status_code == 403
    assert trainer.get(address).status_code == 405
    assert "/login/" in Client().post(address).headers["Location"]
    assert versions.named(folder) == store.base()
    assert TrainingRun.objects.count() == 1
