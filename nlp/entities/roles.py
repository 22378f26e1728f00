"""What a sum is: the budget, the down payment, an instalment, or something else (a price, a value, an age)."""

import re

from nlp.entities.amounts import Amount
from nlp.entities.bounds import bound

_WORD = re.compile(r"r\$|[a-z]+|\d+|[^\w\s]")
_REACH = 9
"""Words that a cue may stand left of its sum."""

_FILLERS = frozenset(
    """
    de da do dos das d uns umas um uma ate no na nos nas o a os as em e que seja sejam fica fique fiquem
    ficar ficasse caiba caibam cabe caber com seria tenho temos dou posso dar maximo maxima max minimo
    mais menos ou la pelo por volta media tipo so faixa valor vai ser for passe passar passa nao ja sao
    era eu meu minha nosso consigo pagar pago quero queria gostaria bolso cerca aproximadamente perto
    casa torno abaixo acima partir r rs tem teria precisa aguento aguenta suporto boa bom razoavel maior
    menor superior inferior junta junto coubesse couber encaixe encaixar minima deles dele dela inicial
    pode podem acho entre estou esta vou para mim gente fixa fixas fixo nesse desse isso hoje agora
    entao levantar juntar arrumar arranjar conseguir juntei guardei ter terei pensei pensando pretendo
    colocar usar pese pesar estoure arrumo fechou poderia conseguiria confortavel dentro
    """.split()
)
_FAR_CUES = frozenset({"km", "kms", "quilometragem", "fipe"})
_SIGNS = frozenset(": - = ( $ r$ , ~ \" '".split())
_ROLES = {
    "down": "entrada sinal entradinha",
    "monthly": """parcela parcelas parcelinha parcelinhas parcelo parcelar parcelando prestacao
    prestacoes prestacaozinha mensal mensais mensalidade
        mensalmente mes carne""",
    "budget": "teto limite orcamento verba",
    "other": """km kms quilometragem rodou rodados rodado rodagem odometro hodometro rodando fipe vale
    valendo valia avaliado avaliada
        avaliaram avaliou avaliacao avaliam anunciado anunciada anunciaram anuncio preco custa custava
        custando custar custou
        tabela score cep cpf numero opcao dia ano salario renda ganho ganha recebo multa multas ipva
        seguro divida devo
        devendo juros desconto taxa comissao placa telefone tel whatsapp motor nota idade licenciamento
        transferencia
        quitar quitacao falta faltam faltando vendem vendia vendendo pedindo pedem pede cobrando cobram
        cobrou
        anunciam dao dariam ganhando recebendo faturo lei artigo art financiar financio financiando
        financiado revisao br anos lance bitcoin oferta aula conserto consertar gastei paguei pagaram
        oferecem ofereceram ofereceu pagam capitulo
        bateria pneus pneu aluguel cabine serie top emprestimo rodovia""",
}
_CUES = {word: role for role, text in _ROLES.items() for word in text.split()}

_UNIT = r"^ ?(?:reais |real |conto |pila |mil )?"
_MONTHLY = re.compile(
    _UNIT + r"(?:[,(] ?)?(?:de |na |cada |em |a |uma |como |no maximo |max |so ){0,8}"
    r"(?:n[oa] (?:meu |minha )?(?:bolso|orcamento|conta|folga) |tranquil\w+ |de boa |sossegad\w+ ){0,2}"
    r"(?:(?:por|ao|no|cada|todo|para o|todo santo) mes\b|/ ?mes\b|mensa(?:l|is|lmente|lidade)\b|"
    r"(?:por |de |da |na |cada |a |em )+(?:parcel|prestac|mensal|boleto|carne)|por? ?mes\b)"
)
_DOWN = re.compile(
    _UNIT + r"(?:[,(] ?)?(?:que |eu |aqui |ja |guardad\w+ |na mao |a vista |em dinheiro |no pix "
    r"|tenho |no total |ao todo |no maximo |dou |seria |seriam |vao |vai ){0,8}"
    r"(?:(?:de|na|para|como|so|pro|dar|dou|a|em|e)(?: (?:dar|a|de|uma|minha|na|como"
    r"|so)){0,8} (?:entrad\w+|sinal)\b"
    r"|entrad\w+\b(?! ?(?:de|d|e|com|seria|ate|:|r\$|\d|minima)))"
)
_NEXT_DOWN = re.compile(
    r"^,? ?(?:e )?(?:a|minha) (?:entrada|sinal) (?:e|de|fica|seria) (?:de )?\d|^, ?(?:de|na"
    r"|para) (?:a )?(?:entrada|sinal) (?:tenho|dou|posso|consigo|uns|seria|:|\d"
    r"|de (?:r\$ ?)?\d)"
)
"""'700, de entrada tenho 5 mil': the words belong to the sum that follows."""
_ADDED = re.compile(
    r"\b(?:dou|der|dando|dar) (?:o |a )?(?:meu|minha) [^,.;]{0,40}(?:\be|\bmais|\+|\be mais) (?:uns )?$"
)
"""'dou meu Siena e 20 mil': the money goes with the car."""
_GIVEN = re.compile(
    r"\b(?:se (?:eu |a gente )?(?:der|desse|dar)|dando)(?: (?:uns|umas|ate)){0,8} ?(?:r ?\$)? ?$"
)
_REST = re.compile(
    r"^[^.;!?\n\d]{0,25}?\b(?:e|mais|com)?,? ?(?:o )?(?:resto|restante|saldo|diferenca)\b[^.;!?\n]{0,12}"
    r"\b(?:financ\w*|por mes|mensal|parcel\w*|em|no|na|vezes|divid\w*|boleto|carne|banco)|"
    r"^[^.;!?\n\d]{0,12}\b(?:e |, )(?:quero |queria |vou )?(?:financi\w+|parcel\w+"
    r"|divid\w+) (?:o )?(?:resto|restante|que falta|saldo)"
)
_OTHER_RIGHT = re.compile(
    r"^ ?(?:reais )?(?:de |d)?(?:fipe|juros|desconto|multa|divida|ipva|seguro|salario|renda"
    r"|na fipe|de? volta\b|pela fipe|na tabela|para quitar|"
    r"de financiamento|de aluguel|score|de score|em \d{1,2} ?(?:x|vezes|parcelas)\b|por (?:dia"
    r"|semana|hora|km)|[oa] (?:quilo|kg|duzia|metro|diaria|caixa|saco)|a mais\b(?! por mes)"
    r"|acima da|abaixo da (?:tabela|fipe)|emprestad\w+|para (?:segurar|reservar))"
)
_OTHER_LEFT = re.compile(
    r"\b(?:(?:esse|este|desse) (?:valor|preco) de|(?:topo|aceito|fecho) (?:os|em|por)"
    r"|(?:mandaram|mandam|mostraram) (?:\w+ ){0,2}de|(?:tir\w+|abat\w+|descont\w+|baix\w+)"
    r"|(?:fech|faz|fiz|fac)\w* (?:\w+ ){0,2}?(?:em|por)|se (?:\w+ )?fize\w+"
    r"|limite do cartao (?:\w+ ){0,4}|me empresta|entrada (?:\w+ ){1,3}de|vezes"
    r"|quando (?:el[ae] )?(?:cheg|bat|pass)\w+ (?:n?[ao]s?)?|(?:faz\w*|faria|sai|saia|saiu"
    r"|vend\w+|tira\w*|leva\w*|fecha\w*|baixa\w*|deixa\w*|anunci\w+|esta|estava|estao|ficou|vi"
    r"|era|de) (?:\w+ ){0,2}?por"
    r"|esta(?:va)?(?: (?:em|a))?|deve estar|as|score|(?:aceit\w+|proposta d[eo]|ofere[cç]\w+"
    r"|contraproposta d[eo])(?: ele por)?|iphone|artigo|numero"
    r"|\b(?:19|20)\d\d,? (?:com|e|ja)|(?:^|[ ,])(?:o|aquele|esse|do|no) d[eo]|rod\w+ (?:de|no"
    r"|na|com)?|sou de|linha|km/l|fazendo|galaxy|moto|pego|pegam|meu \w+ (?:por|em))"
    r"(?: (?:uns|os|quase|de)){0,8} ?(?:r\$)? ?$"
)
_TIMES = re.compile(
    r"\b(?:[6-9]|\d{2}) ?(?:x|vezes|parcel\w+|prestac\w+|cheques?|boletos|pagamentos"
    r"|promissorias)(?: (?:fixas|iguais"
    r"|mensais))?(?: (?:de|a|por|ate|no maximo|uns)){0,8} ?(?:r ?\$)? ?$"
    r"|\b\d{2} de (?:r ?\$ ?)?$"
)
_COMPLAINT = re.compile(
    r"^ ?(?:reais )?\?+ ?(?:voces )?(?:esta(?:o)? (?:doid|louc|maluc|car)\w+|que isso|com isso|absurdo|nossa"
    r"|credo|socorro|sem chance)"
    r"|^ ?(?:reais )?(?:num|numa|nisso|e (?:fora|um absurdo|absurdo|roubo|caro|muita grana"
    r"|demais)|esta (?:caro|salgad\w+)|por (?:um|uma|esse|essa) )"
)
"""'90 mil num carro batido?' is what the shop asks."""
_MEANS = re.compile(
    r"\b(?:tenho|temos|gast\w+|invest\w+|pag\w+|ate|posso|consigo|quero|uns|com|bot\w+|coloc\w+)\b"
)
_EARNED = re.compile(
    r"\b(?:juros|taxa|rende|rendendo|(?:estou|hoje|ja) (?:eu )?pag(?:o|ando)|condominio|escola|ganho"
    r"|ganhando|renda|salario|recebo|recebendo|faturo|tiro|aluguel|gasto|gasolina|consorcio de)\b"
)
_RUNNING = re.compile(
    r"^[^,.;!?\n]{0,22}\b(?:atual|do que (?:eu )?tenho|do meu carro|no meu carro|no momento)\b"
)
"""'pago 890 de parcela no meu atual': of a loan that runs already."""
_DEPOSIT = re.compile(
    r"\b(?:(?<!minha )(?<!nossa )(?<!de )(?<!na )reserv\w+|guard(?:a|ar|em)\b|segur(?:a|ar|em)\b|ninguem)"
)


_DOWN_LATER = re.compile(
    r"^(?: ?(?:mil|reais|conto) ?)?[^.;!?\n\d]{0,40}\b(?:dar|dou|daria|usar|uso|usaria|colocar|coloco"
    r"|por|botar|boto"
    r"|serve|servem|serviria|da|entra|entraria|deixar|deixo|isso|pode ser|como)"
    r"(?: (?:isso|ele|tudo|esse (?:valor|dinheiro)|essa (?:grana|parte|quantia)|uma parte|eles)){0,1}"
    r" (?:de|como|na|para|a|com)(?: (?:uma|minha|a|boa)){0,2} (?:entrad\w+|sinal)\b(?! (?:de|e"
    r"|seria) (?:r\$ ?)?\d)"
)
"""'juntei 6 mil e quero dar de entrada': the next clause says what the sum is for."""
_REFUSED_DOWN = re.compile(r"\b(?:nao|sem|nem|quanto)\b[^,]{0,25}\bentrada")
_NOUN = re.compile(r"[a-z]+")
_SMALL = 20000
_DOWN_ASKED = re.compile(
    r"\bentrada\b[^.!?\n\d]{0,30}\? ?(?:(?:e que|porque|pois|eu|mas|so|nos|a gente|estou|aqui)(?: (?:eu"
    r"|so)){0,2} )?"
    r"(?:tenho|consigo|com|posso dar|dou|temos)(?: (?:so|uns|apenas|ate)){0,2} ?(?:r\$ ?)?$"
)
"""'a entrada é de quanto? só tenho 3 mil'."""
_INSTALMENTS = (150, 5000)
"""Bare sums that an instalment may be; for a car they are too small, or hundreds of thousands."""


def _instalment(amount: Amount) -> bool:
    """Whether a sum is large enough for one: '7 vezes 8' is arithmetic."""
    return amount.thousand or amount.number >= 100 or amount.number % 1 > 0 or amount.number < 6


def reference(amount: Amount, before: str = "") -> str:
    """'monthly' when the last noun of the sentence says so, with more between, and the sum is small enough; or ''."""
    if amount.whole <= _SMALL and amount.number < 1000 and _DOWN_ASKED.search(before):
        return "down"
    low, high = _INSTALMENTS
    if amount.thousand or not low <= amount.number < high or (amount.bare and 1960 <= amount.number < 2050):
        return ""
    nearest = next(
        (
            _CUES[word]
            for word in reversed(_NOUN.findall(amount.near))
            if word in _CUES and word not in _LOOSE
        ),
        "",
    )
    return nearest if nearest == "monthly" else ""


_LOOSE = frozenset({"mes", "mensal", "dao", "dia", "ano", "top"})


def _left_cue(amount: Amount) -> str | None:
    """Role of the nearest cue on the left that only fillers part from the sum."""
    parted = False
    for word in reversed(_WORD.findall(amount.near)[-_REACH:]):
        if word == "preco" and (bound(amount) or "faixa" in amount.near):
            return None
        if word in _CUES:
            return None if parted and _CUES[word] == "other" and word not in _FAR_CUES else _CUES[word]
        parted = parted or word == ","
        if word not in _FILLERS and word not in _SIGNS:
            return None
    return None


_THAT_IS_ALL = re.compile(
    r"^[^.;!?\n\d]{0,30}\b(?:isso|o que|tudo (?:o )?que|so isso)(?: ai| aqui)?(?: que| e que)?(?: eu"
    r"| a gente| nos)?"
    r" (?:tenho|temos|consigo|posso|da para (?:gastar|pagar|usar|comprar))\b(?![^.;!?\n]{0,25}entrada)"
)
"""'vendi a moto por 22 conto e é isso que eu tenho'."""


_A_MONTH = re.compile(r"\b(?:por|ao|no|cada) mes\b")
"""'por mês meu limite é 800'."""


def role(amount: Amount) -> str:
    """'monthly', 'down', 'budget', 'other' or '' when no word around the sum says."""
    if _MONTHLY.match(amount.right) or (_TIMES.search(amount.left) and _instalment(amount)):
        earned = _EARNED.search(amount.near) or _RUNNING.search(amount.right)
        return "other" if earned else "monthly"
    if _DOWN.match(amount.right) and not _NEXT_DOWN.match(amount.right):
        return (
            "other"
            if "sinal" in amount.right[:22] and _DEPOSIT.search(amount.near + amount.right)
            else "down"
        )
    if _THAT_IS_ALL.match(amount.right) and "entrada" not in amount.left:
        return "budget"
    if _OTHER_RIGHT.match(amount.right):
        return "other"
    later = _DOWN_LATER.match(amount.right)
    if later and not _REFUSED_DOWN.search(later.group()):
        return "down"
    if _COMPLAINT.match(amount.right) and not _MEANS.search(amount.near):
        return "other"
    cue = _left_cue(amount)
    if cue:
        deposit = cue == "down" and "sinal" in amount.near and _DEPOSIT.search(amount.right)
        is_monthly = cue == "budget" and _A_MONTH.search(amount.near) and _instalment(amount)
        return "other" if deposit else "monthly" if is_monthly else cue
    if _ADDED.search(amount.left) or _REST.match(amount.right) or _GIVEN.search(amount.near):
        return "down"
    if _OTHER_LEFT.search(amount.near) or _DEPOSIT.search(amount.near[-25:]):
        return "other"
    return ""
