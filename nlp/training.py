"""Training of the intent model with scikit-learn, exported for NumPy. Deterministic: equal data, equal weights."""

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from nlp import features
from nlp.gazetteer import DATA
from nlp.normalise import normalise

TRAIN = DATA / "train.jsonl"


def records(path: Path) -> list[dict[str, Any]]:
    """Records of a JSONL file; a bad line is a ValueError that names it."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if not isinstance(record["text"], str) or not isinstance(record["intents"], list):
                raise TypeError
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path.name}:{number}: not a record of the label guide") from error
        found.append(record)
    return found


def version_of(path: Path) -> str:
    """Version of the model that this data gives."""
    return f"{features.VERSION}-{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"


def artefact(folder: Path, data: Path = TRAIN) -> Path:
    """Where the model of this data lies."""
    return folder / f"intents-{version_of(data)}.npz"


def fit(texts: Iterable[str], labels: Iterable[str]) -> tuple[Any, Any, Any]:
    """The two vectorizers and the classifier, fitted on raw messages."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    def vectorizer(grams: Callable[[list[str]], list[str]], floor: int) -> Any:
        return TfidfVectorizer(analyzer=grams, sublinear_tf=True, min_df=floor, dtype=np.float64)

    from scipy.sparse import hstack

    tokens = [features.tokens(normalise(text)) for text in texts]
    word, char = vectorizer(features.word_grams, 1), vectorizer(features.char_grams, 2)
    matrix = hstack([word.fit_transform(tokens), char.fit_transform(tokens)]).tocsr()
    classifier = LogisticRegression(C=12.0, class_weight="balanced", max_iter=400, tol=1e-4)
    return word, char, classifier.fit(matrix, list(labels))


def train(folder: Path, data: Path = TRAIN) -> Path:
    """Train on `data` and write the artefact into `folder` at once or not at all."""
    found = records(data)
    word, char, classifier = fit([one["text"] for one in found], [one["intents"][0] for one in found])
    meta = {
        "labels": [str(label) for label in classifier.classes_],
        "words": [str(gram) for gram in word.get_feature_names_out()],
        "chars": [str(gram) for gram in char.get_feature_names_out()],
        "version": version_of(data),
    }
    folder.mkdir(parents=True, exist_ok=True)
    target = artefact(folder, data)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
        np.savez(
            file,
            meta=np.frombuffer(json.dumps(meta).encode(), dtype=np.uint8),
            idf_word=word.idf_,
            idf_char=char.idf_,
            weights=classifier.coef_.T.astype(np.float32),
            bias=classifier.intercept_,
        )
    os.replace(file.name, target)
    return target


if __name__ == "__main__":
    train(Path(sys.argv[1]))
