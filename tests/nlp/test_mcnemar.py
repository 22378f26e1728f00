"""R4.9: two models are compared by McNemar's test."""

import pytest

from nlp.mcnemar import mcnemar


@pytest.mark.parametrize(
    ("only_one", "only_other", "p"),
    [
        (0, 0, 1.0),
        (5, 5, 1.0),
        (1, 9, 22 / 1024),
        (9, 1, 22 / 1024),
        (0, 5, 2 / 32),
        (0, 6, 2 / 64),
        (2, 8, 2 * (1 + 10 + 45) / 1024),
        (12, 12, 1.0),
    ],
)
def test_few_pairs_are_counted_out(only_one: int, only_other: int, p: float) -> None:
    verdict = mcnemar(only_one, only_other)
    assert verdict.exact
    assert verdict.p == pytest.approx(p)


@pytest.mark.parametrize(
    ("only_one", "only_other", "p"),
    [
        (121, 59, 5.4501e-06),  # chi-square 20.672 with one degree of freedom
        (59, 121, 5.4501e-06),
        (15, 25, 0.154729),  # 81 / 40 = 2.025
        (20, 20, 1.0),
        (13, 12, 1.0),
    ],
)
def test_many_pairs_go_by_chi_square(only_one: int, only_other: int, p: float) -> None:
    verdict = mcnemar(only_one, only_other)
    assert not verdict.exact
    assert verdict.p == pytest.approx(p, rel=1e-3)


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        mcnemar(-1, 2)
