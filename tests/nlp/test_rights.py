"""R4.8: rights and stops, their words inside other sentences, and the learned reading of whole sentences."""

import pytest

from nlp import corpus, rights, rights_phrases
from nlp.normalise import normalise
from tests.nlp.conftest import Read

CLAIMS = [
    ("s a i r", "opt_out"),
    ("P.A.R.A.R", "opt_out"),
    ("ѕair", "opt_out"),
    ("saiiiir!!", "opt_out"),
    ("por favor, parar", "opt_out"),
    ("me tira dessa lista de transmissão, obrigado", "opt_out"),
    ("não quero mais receber propaganda", "opt_out"),
    ("pode voltar a me mandar as promoções", "opt_in"),
    ("start", "opt_in"),
    ("esquecer tudo", "delete"),
    ("quero que vocês apaguem meu cpf do sistema", "delete"),
    ("lgpd", "access"),
    ("de onde vocês tiraram meu número?", "access"),
    ("meu sobrenome está errado no cadastro", "correct"),
    ("pra quem vocês passaram meu telefone?", "shared_with"),
    ("quero exportar meus dados em csv", "portability"),
    ("revogo a autorização que dei", "withdraw_consent"),
    ("quem é o encarregado de dados?", "dpo"),
    ("vou reclamar na anpd", "dpo"),
    ("esse número agora é meu, não sou o Fábio", "wrong_person"),
    ("tenho 15 anos", "minor"),
    ("me passa pra um atendente humano", "human"),
]
TRAPS = [
    "onde eu paro o carro quando chegar aí?",
    "o carro pode sair hoje?",
    "quero cancelar a visita de amanhã",
    "chega que horas o guincho?",
    "me coloca na lista de espera do corolla",
    "tenho 15 mil de entrada",
    "o carro tem 15 anos",
    "é pro meu pai",
    "meu cpf tá negativado",
    "esquece o que eu falei, quero automático",
    "esse número é do vendedor?",
    "quero receber mais fotos",
    "não quero mais esse, quero o 2",
]


@pytest.mark.parametrize(("text", "right"), CLAIMS)
def test_claims(read: Read, text: str, right: str) -> None:
    assert read(text).right == right


@pytest.mark.parametrize("text", TRAPS)
def test_traps(read: Read, text: str) -> None:
    assert read(text).right == "none"


def test_a_claim_leads_the_intents(read: Read) -> None:
    assert read("revogo").primary == "data_privacy"
    assert read("s a i r").primary == "opt_out"


def test_doubt_means_stop() -> None:
    """A stop needs less than any other right."""
    scores = {"none": 0.0, "opt_out": -0.25, "delete": -0.25}
    assert rights.right("qualquer coisa", scores) == "opt_out"
    assert rights.right("qualquer coisa", {"none": 0.0, "opt_out": -0.4, "delete": -0.25}) == "none"


def test_the_phrases_name_known_rights() -> None:
    named = {right for right, _ in rights_phrases.phrases()} | set(rights_phrases.whole().values())
    assert named <= set(corpus.RIGHTS)
    assert {one.right for one in corpus.load(corpus.RIGHTS_TRAIN)} == set(corpus.RIGHTS)


def test_phrases_are_precise() -> None:
    """What the phrases claim is what people say it is, on the requests and traps of the training set."""
    read = [(rights.phrased(normalise(one.text)), one.right) for one in corpus.load(corpus.RIGHTS_TRAIN)]
    claimed = [(said, true) for said, true in read if said not in (None, "none")]
    assert sum(said == true for said, true in claimed) >= 0.96 * len(claimed)
