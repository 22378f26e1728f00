"""The fair SQLite backend; these tests guard the private hooks of Django it stands on."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.db.utils import ConnectionHandler

from chatbot.operation.sqlite.base import DatabaseWrapper
from chatbot.operation.sqlite.fair import FairLock
from tests.operation.conftest import wait_until


@pytest.fixture
def handler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any
) -> Iterator[ConnectionHandler]:
    own = ConnectionHandler(
        {
            "default": {
                "ENGINE": "chatbot.operation.sqlite",
                "NAME": tmp_path / "own.sqlite3",
                "OPTIONS": {
                    "timeout": 0.3,
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                },
            }
        }
    )
    monkeypatch.setattr("django.db.transaction.get_connection", lambda using=None: own["default"])
    with django_db_blocker.unblock():  # a file of the test's own, not the project's database
        yield own
        own.close_all()


def _sql(handler: ConnectionHandler, statement: str) -> list[tuple[object, ...]]:
    with handler["default"].cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_the_given_pragmas_hold(handler: ConnectionHandler) -> None:
    assert isinstance(handler["default"], DatabaseWrapper)
    assert _sql(handler, "PRAGMA journal_mode") == [("wal",)]
    assert _sql(handler, "PRAGMA synchronous") == [(2,)]


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_each_end_of_a_transaction_frees_the_writer(handler: ConnectionHandler, end: str) -> None:
    _sql(handler, "CREATE TABLE note (n)")

    def write() -> None:
        with transaction.atomic():
            assert handler["default"]._fair is not None
            _sql(handler, "INSERT INTO note VALUES (1)")
            if end == "rollback":
                raise LookupError
            if end == "close":
                handler["default"].close()

    if end == "rollback":
        with pytest.raises(LookupError):
            write()
    else:
        write()
    assert handler["default"]._fair is None
    with transaction.atomic():
        _sql(handler, "INSERT INTO note VALUES (2)")


def test_savepoints_do_not_take_it_twice(handler: ConnectionHandler) -> None:
    _sql(handler, "CREATE TABLE note (n)")
    with transaction.atomic(), transaction.atomic():
        _sql(handler, "INSERT INTO note VALUES (1)")
    assert _sql(handler, "SELECT n FROM note") == [(1,)]


def test_a_second_writer_waits_and_gives_up_as_database_is_locked(handler: ConnectionHandler) -> None:
    outcomes: list[str] = []

    def other() -> None:
        try:
            with transaction.atomic():
                outcomes.append("wrote")
        except OperationalError as error:
            outcomes.append(str(error))
        finally:
            handler["default"].close()

    with transaction.atomic():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)
    assert outcomes == ["database is locked"]


def test_writers_take_turns(handler: ConnectionHandler) -> None:
    _sql(handler, "CREATE TABLE note (n)")
    failures: list[Exception] = []

    def write() -> None:
        try:
            for number in range(20):
                with transaction.atomic():
                    _sql(handler, f"INSERT INTO note VALUES ({number})")
        except Exception as error:  # noqa: BLE001 - any failure is a finding
            failures.append(error)
        finally:
            handler["default"].close()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures
    assert _sql(handler, "SELECT count(*) FROM note") == [(120,)]


def test_the_lock_is_handed_over_in_the_order_of_asking() -> None:
    lock, order = FairLock(), []
    assert lock.acquire(1)
    threads = []
    for number in range(5):

        def wait(number: int = number) -> None:
            lock.acquire(10)
            order.append(number)
            lock.release()

        threads.append(threading.Thread(target=wait))
        threads[-1].start()
        wait_until(lambda number=number: len(lock._waiting) == number + 1)  # type: ignore[misc]
    lock.release()
    for thread in threads:
        thread.join(10)
    assert order == [0, 1, 2, 3, 4]


def test_who_gave_up_is_not_handed_the_lock() -> None:
    lock = FairLock()
    assert lock.acquire(1)
    assert not lock.acquire(0.01)
    lock.release()
    assert lock.acquire(0.01)
