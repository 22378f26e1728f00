"""Sums that nobody means to spend: a given car's price, a haggle, what was paid or said, other costs.

Each row reads the words right before or right behind a sum; the heads name what governs it.
"""

import re

from nlp.entities.amounts import Amount
from nlp.entities.bounds import bound

_MONEY = r"(?: (?:uns|umas|os|as|quase|ate|so|por|em|de|mais de|cerca de|mais ou menos)){0,4} ?(?:r ?\$)? ?$"
_ONE = r"(?:o|a|os|as|[dn][oa]s?|pel[oa]|ao|[dn]?ess[ea]|ess[ea]s|[dn]?est[ea]|[dn]?aquel[ea]s?)"
_THING = (
    r"(?:(?:carr(?:o|inho)|veiculo|modelo|anuncio|prat(?:a|inha)|pret(?:o|inho|a)|branc(?:o|a|inho)"
    r"|vermelh[oa]|azul|cinza|outr[oa]|ultim[oa]|primeir[oa]|segund[oa]|terceir[oa]|sedan?|suv|hatch|picape"
    r"|automatico|manual|completo|mais barat[oa]|mais car[oa]|(?:19|20)\d\d|[1-9]|que esta|que custa"
    r"|de cima|de baixo|la) )?"
)
_OTHERS = (
    r"(?:vendedor\w*|anuncios?|site|loja|concession\w+|voces?|banco|rapaz|moc[oa]|cara|gerente|colega|dono"
    r"|propriet\w+|mecanic\w+|oficina|seguradora|atendente|robo|outr[oa]|vizinh[oa]|eles|elas?|foto|placa)"
)
_SAID = (
    r"(?:diz\w*|disse\w*|fal(?:ou|aram|a|am)|inform\w+|pass(?:ou|aram)|mand\w+|ped\w+|quer(?:em|ia|iam)?"
    r"|anunci\w+|post\w+|coloc(?:ou|aram|a)|bot(?:ou|aram)|mostr\w+|consta|aparece\w*|marc(?:a|ava|ou)"
    r"|dava|aument(?:ou|aram)|sub(?:iu|iram)|baix(?:ou|aram))"
)
_GOODS = (
    r"(?:(?<!na )casas?|terreno|apartamento|ape\b|aluguel|iphone|celular|notebook|televisao|tv|moto|motocicleta"
    r"|bicicleta"
    r"|bike|geladeira|cama|sofa|guarda roupa|viagem|faculdade|curso|pneus?|motor|cambio|conserto"
    r"|retifica|pintura"
    r"|guincho|diaria|oficina|embreagem|bateria|farol|para ?choque|documentos?|documentacao"
    r"|transferencia|despachante"
    r"|laudo|vistoria|frete|entrega|premio|sorteio|pix|investimento|bitcoin|lucro|emprestimo|caixa"
    r"|ingresso|show"
    r"|multas?|divida|conta|fatura|cartao|condominio|consulta|cirurgia|dentista)"
)
_GIVEN = re.compile(rf"\b{_ONE} {_THING}(?:d[eo]|por|a)" + _MONEY)
"""'o de 84.990', 'pelo preto de 45', 'esse que está por 60'."""
_LEFT = tuple(
    re.compile(pattern + _MONEY)
    for pattern in (
        # 'o vendedor falou 45', 'no site tá'
        rf"\b{_OTHERS}\b[^,.]{{0,24}}\b{_SAID}(?: (?:que|era|esta|estava|custava|por|de)){{0,4}}",
        r"\b(?:anuncio|site|olx|webmotors|fipe|tabela|loja)\b(?: (?:de voces|la|ai)){0,2} (?:esta|estava"
        r"|era|e)",
        # 'se baixar pra 50', 'consegue fazer por 38'
        r"\bse (?:\w+ ){0,2}(?:baix|fiz|fech|cheg|cair|caiss|sair|saiss|deix|vend)\w*"
        r"(?: (?:por|em|para|a|n?os|me|ele|ela)){0,3}",
        r"\b(?:faz|fazem|faria|fariam|fizer|fazer|deixa|deixam|deixar|baixa|baixam|fechado|fechamos|vendem?"
        r"|negocia|aceitam?|aceitaria|toparia|topam?) ?,?(?: (?:por|em|para|a|n?os|me|ele|ela|voces?)){0,3}",
        # 'uma casa de 300 mil', 'o conserto ficou 4 mil'
        rf"\b{_GOODS}\b(?:(?: \w+){{0,4}} passa|(?: \w+){{0,2}}? (?:de|por|custa\w*|custou|ficou|fica"
        rf"|foi|saiu|sai|deu|e|esta"
        rf"|estava|era|em))",
        # 'comprei por 40', 'perdi 12 mil'
        r"\b(?:perd(?:i|eu|emos)|comprei|compramos|comprou|paguei|pagamos|pagou|custou|gastei|gastamos"
        r"|gastou|investi"
        r"|investiu|devia|devo|deve|devendo|emprestei|cobr(?:ou|aram)|ofert(?:ou|aram)|avali(?:ou|aram)"
        r"|vendeu"
        r"|roubaram|prometeram|levaram|ganhou|faturou|valorizou|rodei|andei|depositei|transferi)"
        r"(?: (?:el[ea]|nel[ea]|meu|o|a|por|la|ja|quase|com|em|carro)){0,4}",
        # 'volto 15 mil na troca'
        r"\b(?:(?<!por )volt(?:o|a|ando|ar|amos)|torna|tornando|troco|diferenca|desconto)(?: (?:d[eo]|eu"
        r"|a voces)){0,2}",
        # 'quanto tá o onix, 54 mil?'
        r"\bquanto(?: \w+){0,3}?,",
    )
)
_IN_IT = re.compile(
    r"^ ?(?:reais |conto |pila )?(?:agora |hoje |a vista |no pix |em dinheiro ){0,2}"
    r"(?:nel[ea]s?|nisso|por el[ea]|n[oe]ss[ea](?! (?:valor|faixa|mes|momento|preco|compra)))\b"
)
"""'pago 45 nele', 'dou 30 nesse carro'."""
_MEANS = re.compile(r"\b(?:posso|consigo|gast\w+|invest\w+|tenho|temos|orcamento|limite)\b")
_RIGHT = tuple(
    re.compile(r"^ ?(?:reais |conto |pila )?,? ?" + pattern)
    for pattern in (
        r"(?:no|nos|na|pelo|do|em) (?:seu |teu )?(?:site|anuncio|insta\w*|olx|webmotors|face\w*"
        r"|marketplace|stor\w+"
        r"|feed|status|mercado livre|icarros|olx|catalogo|loja de|outra loja|concorren\w+)\b",
        r"mais (?:barat|car|em conta)\w*|(?:a )?menos (?:que|do que)|de (?:diferenca|economia|prejuizo"
        r"|lucro|bonus"
        r"|garantia|cashback|brinde|premio|troco|volta|document\w+|transferencia|frete|licenciamento"
        r"|conserto|oficina"
        r"|mao de obra|guincho|taxa|comissao|condominio|luz|gasolina|combustivel|pedagio|manutencao"
        r"|mecanic\w+"
        r"|seguro|divida|financiamento|emprestimo|tabela|imposto|multas?|peca|pecas|pintura)\b",
    )
)
_DEAL = re.compile(
    r"^ ?(?:reais |conto )?,? ?(?:(?:a vista|no pix|agora|hoje|que|e|ai|eu|ja|a gente|,){0,1} ?){0,6}"
    r"(?:levo|fecho|busco|fechou|fechado|fechamos|fecha(?! (?:a|que))|bato o martelo|topa|to levando"
    r"|compro (?:hoje"
    r"|agora|na hora))\b"
)
_SOME = re.compile(
    r"\b(?:um|uma|algum|algo|alguma|outro|carro|ate|tenho|tendo|temos)\b[^,]{0,14}$|\bse for (?:uns )?$"
    r"|\b(?:faixa|orcamento|limite|verba|teto) (?:e|esta|de|seria) $"
)
_HAGGLE = re.compile(r"\b(?:fechado|faz|chega|por|em|da)\b[^,]{0,8}$")
_KM_ASKED = re.compile(
    r"\b(?:km|kms|quilometragem|rodad[oa]s?|rodou|rodagem|quilometros)\b[^.!?\n]{0,18}[?,.]+ ?$"
)
_KM_OWN = re.compile(r"\b(?:19|20)\d\d\b(?: [a-z]+){0,2},? (?:com|e|ja|so|mas com) (?:uns |quase |so )?$")


_LETTER = re.compile(r"\b(?:carta|consorcio|contemplad[oa])\b[^,.;]{0,30}$")
_HELD = re.compile(r"\b(?:minha|meu|tenho|temos|fui|fomos|peguei|sai|saiu|com|usar)\b")


_WITH_THING = re.compile(
    r"\b(?:dou|entrego) (?:el[ea]|a|o|um|uma)\b[^.;!?\n]{0,40}(?:\be mais|\bmais|\+) (?:uns )?$"
)
"""'dou ela, uma Biz 2018, e mais 10 mil': cash beside the thing given."""
_REACHED = re.compile(
    r"(?:^|, ?)(?:e |mas |ai |entao )?(?:voces )?cheg(?:a|am)(?: (?:a|em|n?os|ate)){1,2}" + _MONEY
)
"""'chega em 79?', asked of the seller."""


def vetoed(amount: Amount, text: str) -> bool:
    """Whether the words that govern a sum without a role make it another matter than the customer's means."""
    side = bound(amount)
    if _IN_IT.match(amount.right) and not _MEANS.search(amount.near):
        return True
    if any(pattern.match(amount.right) for pattern in _RIGHT):
        return True
    if (
        _DEAL.match(amount.right)
        and not _SOME.search(amount.near)
        and not (side and not _HAGGLE.search(amount.near))
    ):
        return True
    if not amount.currency and _KM_OWN.search(amount.left):
        return True
    if amount.thousand and not side and _KM_ASKED.search(text[max(0, amount.start - 40) : amount.start]):
        return True
    if amount.right.startswith("?") and _REACHED.search(amount.near.lstrip()):
        return True
    if _WITH_THING.search(amount.left):
        return True
    if _LETTER.search(amount.near) and not _HELD.search(amount.near):
        return True
    return (not side and _GIVEN.search(amount.near) is not None) or any(
        pattern.search(amount.near) for pattern in _LEFT
    )
