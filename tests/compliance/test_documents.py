"""R10.8: documents are masked by their check digits, prices and phones stay."""

import pytest

from compliance import services as compliance


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("meu cpf é 529.982.247-25", "meu cpf é [CPF]"),
        ("52998224725", "[CPF]"),
        ("cnpj 11.222.333/0001-81 ok", "cnpj [CNPJ] ok"),
        ("12.ABC.345/01DE-35", "[CNPJ]"),
        ("cartão 4539 1488 0343 6467", "cartão [cartão]"),
        ("4539-1488-0343-6467, 529.982.247-25", "[cartão], [CPF]"),
    ],
)
def test_documents_are_masked(text: str, masked: str) -> None:
    assert compliance.mask_documents(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "até 84.990 reais",
        "R$ 120.000,00",
        "11987654321",
        "(11) 98765-4321",
        "529.982.247-26",
        "111.111.111-11",
        "onix 2020 com 45.000 km, placa BRA2E19",
        "4539 1488 0343 6468",
        "entre 50 e 70 mil",
        "",
    ],
)
def test_everything_else_stays(text: str) -> None:
    assert compliance.mask_documents(text) == text


def test_a_long_row_of_digits_is_quick() -> None:
    assert len(compliance.mask_documents("1 " * 30_000)) > 0
