# ruff: noqa: E501 - tables read better on one line
"""Whole-message rules: what a few words say beyond doubt, before any model is asked."""

import re

from nlp.normalise import words

COURTESY = frozenset(
    "por favor obrigado oi ola bom boa dia tarde noite gentileza entao ai ok ta esta amigo moca moco ja e eu".split()
)
_OPT_OUT = frozenset(
    """sair parar pare stop cancelar inscricao|descadastrar|descadastre|remover|remova|chega|bloquear|silenciar|nao quero mais|
    unsubscribe|quero sair|quero parar|para|me remova|me descadastra|nao quero mais mensagem|nao me mande mais mensagem|
    nao me mande mais nada|nao quero mais receber|nao quero receber|pode parar|me tira da lista|para de mandar mensagem|
    cancelar inscricao|me deixa em paz|sair da lista|cancela inscricao|nao quero mais mensagens|pare de me mandar mensagem|
    quero cancelar inscricao|sair|parar|pare|stop|quero descadastrar""".replace("\n    ", "").split("|")
)
_WHOLE = {
    "restart": """recomecar|reiniciar|comecar de novo|comecar do zero|zerar|vamos recomecar|vamos comecar do zero|resetar|quero recomecar|
recomeca|comecar tudo de novo|vamos comecar de novo|voltar ao inicio|voltar para o inicio|inicio|menu|comeca de novo|apaga tudo e comeca de novo""",
    "human_handoff": """atendente|humano|pessoa|quero falar com uma pessoa|falar com atendente|quero um atendente|falar com humano|
quero falar com gente|quero falar com alguem|quero falar com um humano|quero falar com um atendente|falar com uma pessoa|
tem alguem ai|pessoa de verdade|quero uma pessoa|gente de verdade|quero gente|vendedor humano|atendimento humano""",
    "affirm": """sim|s|ss|sss|aceito|claro|ok|okay|pode ser|pode|isso|isso mesmo|bora|positivo|com certeza|concordo|beleza|fechado|certo|
uhum|aham|quero|quero sim|sim quero|sim pode|pode sim|aceito sim|sim aceito|demorou|show pode ser|isso ai|exato|correto|vamos|
dale|ok pode ser|eu aceito|combinado|autorizo|sim autorizo|confirmo|ta|esta|ta bom|esta bom|tudo bem|sim claro|claro que sim|to de acordo|de acordo|sim concordo|ta certo|esta certo|firmeza|manda ver""",
    "deny": """nao|nops|negativo|nao quero|nao aceito|agora nao|nao obrigado|prefiro nao|nem pensar|de jeito nenhum|nao concordo|nunca|
nao autorizo|nao precisa|nao quero nao|nao nao|nananinanao|nao aceito nao|prefiro nao informar|nem|nope|hoje nao|melhor nao|recuso|n""",
    "more_options": """tem mais|mais|mais opcoes|outros|outras|outras opcoes|proximos|proximo|ver mais|mostra mais|mais carros|tem outros|
mostra outros|quero ver mais|ver outros|tem outras|manda mais|so esses|so tem esses""",
    "data_privacy": "meus dados|lgpd|apagar meus dados|apaga meus dados|excluir meus dados|exportar dados|dpo|encarregado|privacidade|esquecer tudo|quero meus dados|revogo",
    "greeting": "oi|ola|oie|opa|eae|eai|e ai|bom dia|boa tarde|boa noite|oi bom dia|oi boa tarde|oi boa noite|salve|hello|hi|alo|fala|oi tudo bem|ola tudo bem|oi oi|bom dia tudo bem|oii|buenas|iae|fala ai|tudo bem com voces",
    "farewell": "tchau|ate mais|falou|ate logo|adeus|xau|era so isso|ate breve|fui|tchau tchau|tchau obrigado|ate amanha|so isso mesmo",
    "feedback_positive": "obrigado|valeu|gostei|amei|top|perfeito|muito obrigado|show|show de bola|excelente|adorei|maravilha|massa|top demais|muito bom|gratidao|otimo|legal|bacana",
    "feedback_negative": "nao gostei|muito caro|caro|pessimo|ruim|horrivel|nao gostei de nenhum|ta caro|esta caro|nenhum|nenhum serve|nao curti|caro demais",
}  # fmt: skip
_PHRASES = {
    phrase.strip(): label for label, text in _WHOLE.items() for phrase in text.replace("\n", "").split("|")
}
_YES_EMOJI = re.compile("^[\\s]*(?:👍|👌|✅|🤝)[\\s👍👌✅🤝\U0001f3fb-\U0001f3ff]*$")
_NO_EMOJI = re.compile("^[\\s]*(?:👎|❌|🚫)[\\s👎❌🚫\U0001f3fb-\U0001f3ff]*$")
_SELECT = re.compile(
    r"^\W*(?:quero (?:ver )?|me mostra |mostra |ver |vou de |manda |fico com |gosto |esse |e )?(?:o |a |do |da )?(?:numero |opcao |carro )?(?:[1-9]|10|primeir[oa]|segund[oa]|terceir[oa]|quart[oa]|quint[oa])(?:o|a)?(?: opcao)?\W*$"
)
_COMPARE = re.compile(
    r"\bcompar\w*|\bqual (?:e |o |a )?(?:o |e )?melhor\b|\bdiferenca entre\b|\bversus\b|\bvs\b|\bqual compensa\b"
)
_CONSENT_YES = re.compile(
    r"^(?:sim|aceito|claro|concordo|pode|ok|autorizo|beleza|com certeza|tudo bem|isso|bora|de acordo|estou de acordo|esta bom|combinado|positivo|quero)\b"
)
_CONSENT_NO = re.compile(r"^(?:nao|recuso|negativo|nem|agora nao|de jeito nenhum|prefiro nao|nunca|jamais)\b")
_CONSENT_FILL = frozenset(
    """sim aceito claro concordo pode ser ok autorizo beleza com certeza tudo bem isso mesmo bora de acordo estou esta bom combinado
    positivo eu os as o a termos politica privacidade usar meus dados continuar seguir por favor obrigado quero que e seguir em frente
    vamos la entao ja pra para mandar ver uso nao recuso negativo agora nem prefiro jeito nenhum nunca jamais oi ola bom boa dia tarde
    noite isso tratamento meu consentimento do dos li perfeito show legal uai ue moco moca to sem problema problemas tranquilo quero
    fazer compartilhar pensar informar mais voce pode conversar amigo aceitar autorizar querido demais tambem total totalmente plenamente""".split()
)


def whole(text: str) -> str | None:
    """Label that the whole normalised message says, or None."""
    if _YES_EMOJI.match(text):
        return "affirm"
    if _NO_EMOJI.match(text):
        return "deny"
    tokens = words(text)
    if not tokens or len(tokens) > 7:
        return None
    plain = " ".join(tokens)
    bare = " ".join(token for token in tokens if token not in COURTESY)
    if plain in _OPT_OUT or bare in _OPT_OUT:
        return "opt_out"
    if _SELECT.match(text):
        return "car_details"
    return _PHRASES.get(plain) or (_PHRASES.get(bare) if bare and "?" not in text else None)


def compares(text: str) -> bool:
    """Whether the message sets cars side by side by its words."""
    return bool(_COMPARE.search(text))


def consent(text: str) -> str | None:
    """'yes' or 'no' when the whole normalised message answers the question for consent; else None."""
    if _YES_EMOJI.match(text):
        return "yes"
    if _NO_EMOJI.match(text):
        return "no"
    tokens = words(text)
    if tokens in (["s"], ["ss"], ["sss"]):
        return "yes"
    if not tokens or len(tokens) > 10 or not set(tokens) <= _CONSENT_FILL or "?" in text:
        return None
    while len(tokens) > 1 and tokens[0] in {
        "oi",
        "ola",
        "bom",
        "boa",
        "dia",
        "tarde",
        "noite",
        "eu",
        "entao",
        "ja",
        "li",
        "e",
    }:
        tokens = tokens[1:]
    plain = " ".join(tokens)
    refused = bool(_CONSENT_NO.match(plain))
    if refused and re.match(r"^nao (?:tem |ha |vejo )?problemas?\b|^sem problema", plain):
        return "yes"
    if refused or (_CONSENT_YES.match(plain) and "nao" in tokens):
        return "no"
    return (
        "yes"
        if _CONSENT_YES.match(plain) or plain in ("sem problema", "sem problemas", "tranquilo", "vamos la")
        else None
    )
