"""Loaded by pytest before anything reads the settings: tests run as APP_ENV=test in a folder of their own."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

_OWN_FOLDER = "VAR_DIR" not in os.environ

os.environ.setdefault("APP_ENV", "test")
if _OWN_FOLDER:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="assistant-tests-")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    if _OWN_FOLDER:
        shutil.rmtree(Path(os.environ["VAR_DIR"]), ignore_errors=True)
