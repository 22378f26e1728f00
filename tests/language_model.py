"""The trained language model, made once for its data and code and shared by all processes that tests start.

That a product without a model trains one is proved by `tests/nlp`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from nlp import store

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 600
"""A training takes about a minute on two idle cores; the suite leaves it less."""


def provide(var_dir: Path) -> None:
    """Put the current model into a product's VAR_DIR, training it first if nobody did."""
    shutil.copytree(_made(), var_dir / "nlu", dirs_exist_ok=True)


def _made() -> Path:
    kept = Path(tempfile.gettempdir()) / f"assistant-nlu-{os.getuid()}-{store.base()}"
    if not kept.exists():
        draft = kept.with_name(f"{kept.name}.{os.getpid()}")
        draft.mkdir()
        command = [sys.executable, "-m", "nlp.training", str(draft)]
        subprocess.run(command, cwd=ROOT, check=True, timeout=SECONDS)
        with suppress(OSError):  # another run was first
            draft.rename(kept)
        shutil.rmtree(draft, ignore_errors=True)
    return kept
