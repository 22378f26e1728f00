"""Find and mask identity documents and card numbers typed in unasked (R10.8). Pure.

Only numbers whose check digits are right are masked, so that prices, mileages and plates stay readable.
"""

import re
from collections.abc import Callable

_CPF = re.compile(r"(?<![\w.-])\d{3}[.\s]?\d{3}[.\s]?\d{3}[-\s]?\d{2}(?!\w)")
# Since July 2026 the first twelve places of a CNPJ may be letters.
_CNPJ = re.compile(r"(?<![\w.-])[\dA-Z]{2}\.?[\dA-Z]{3}\.?[\dA-Z]{3}/?[\dA-Z]{4}-?\d{2}(?!\w)", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?!\w)")


def _check_digit(values: list[int], top: int) -> int:
    weights = [2 + index % (top - 1) for index in range(len(values))]
    rest = sum(value * weight for value, weight in zip(reversed(values), weights, strict=True)) % 11
    return 0 if rest < 2 else 11 - rest


def is_cpf(text: str) -> bool:
    """Whether the text is a CPF with right check digits; '000.000.000-00' and the like are not.

    >>> is_cpf("529.982.247-25"), is_cpf("111.111.111-11")
    (True, False)
    """
    digits = [int(char) for char in text if char.isdigit()]
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    return all(digits[size] == _check_digit(digits[:size], 11) for size in (9, 10))


def is_cnpj(text: str) -> bool:
    """Whether the text is a CNPJ, numeric or alphanumeric, with right check digits.

    >>> is_cnpj("11.222.333/0001-81"), is_cnpj("12.ABC.345/01DE-35")
    (True, True)
    """
    values = [ord(char) - ord("0") for char in text.upper() if char.isalnum() and char.isascii()]
    if len(values) != 14 or len(set(values)) == 1:
        return False
    return all(values[size] == _check_digit(values[:size], 9) for size in (12, 13))


def is_card(text: str) -> bool:
    """Whether the text is a card number by length and Luhn's rule."""
    digits = [int(char) for char in text if char.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def mask(text: str) -> str:
    """The text with CPF, CNPJ and card numbers replaced by a word in brackets."""
    rules: tuple[tuple[re.Pattern[str], Callable[[str], bool], str], ...] = (
        (_CNPJ, is_cnpj, "[CNPJ]"),
        (_CARD, is_card, "[cartão]"),
        (_CPF, is_cpf, "[CPF]"),
    )
    for pattern, valid, word in rules:
        text = pattern.sub(lambda found, valid=valid, word=word: word if valid(found[0]) else found[0], text)  # type: ignore[misc]
    return text
