# ruff: noqa: E501 - tables read better on one line
"""Who asks for what under the LGPD and WhatsApp's rules: phrases, first version."""

import re

from nlp import rules
from nlp.normalise import words

_DATA = r"(?:dados|cadastro|conversas?|informacoes|historico|registro|mensagens|conta)"
_RULES = (
    ("withdraw_consent", re.compile(r"\brevog\w+|\bretir\w+ (?:o )?(?:meu )?(?:consentimento|aceite|autorizacao)|\bnao autorizo mais\b|\bmudei de ideia sobre (?:compartilhar|os dados)|\bcancel\w+ (?:o )?(?:meu )?consentimento")),
    ("dpo", re.compile(r"\bencarregado\b|\bdpo\b|\bresponsavel pel[oa]s? (?:meus )?dados|\banpd\b|\bprocon\b.{0,30}\bdados\b")),
    ("portability", re.compile(rf"\bportabilidade\b.{{0,30}}\bdados\b|\bexporta\w* .{{0,15}}{_DATA}|\bmeus dados (?:em|num) (?:um )?arquivo")),
    ("delete", re.compile(rf"\b(?:apag\w+|exclu\w+|delet\w+|elimin\w+|remov\w+|sumir? com|esque\w+)\b.{{0,30}}\b(?:{_DATA}|tudo (?:sobre|de) mim|meu numero|meu nome)\b|\besquec\w+ (?:de )?tudo\b|\bdireito ao esquecimento")),
    ("shared_with", re.compile(r"\b(?:com|para) quem (?:voces )?(?:compartilh\w+|pass\w+|vend\w+|mandaram)|\bcompartilh\w+ meus dados com quem")),
    ("correct", re.compile(r"\bcorrig\w+ (?:os )?(?:meus dados|meu nome|meu cadastro|meu numero)|\bmeu nome esta errado|\bmudei de (?:numero|email|e-mail)|\b(?:atualizar|trocar) (?:o )?meu (?:cadastro|nome|email|numero)")),
    ("access", re.compile(r"\b(?:quais|que) (?:sao )?(?:os )?(?:meus )?(?:dados|informacoes)\b.{0,40}\b(?:tem|guard\w+|sab\w+|mim|meus?)\b|\bo que (?:voces )?(?:sabem|guardam|tem) (?:sobre|de) mim|\bcopia d\w+ meus dados|\b(?:ver|acessar|saber) (?:os )?meus dados|\bguardam (?:as )?minhas|\bpara que (?:usam|serve\w*|querem) (?:os )?meus dados")),
    ("wrong_person", re.compile(r"\bnumero errado|\besse numero agora e meu|\bnao sou (?:o|a) (?!gol)\w+$|\bengano\b.{0,20}numero|\bnunca falei com voces")),
    ("minor", re.compile(r"\btenho (?:1[0-7]|[89]) anos\b|\bsou menor\b|\bmenor de idade\b")),
    ("opt_out", re.compile(r"\b(?:nao|nunca)\b.{0,12}\b(?:mand\w+|envi\w+|receber)\b.{0,15}\b(?:mais|mensage\w+|promoc\w+|ofertas?|propaganda|nada)\b|\b(?:tira|remove|exclui|retira)\w*\b.{0,20}\b(?:da|dessa|desta) lista|\bme deix\w+ em paz|\bpar[ae]\w* de (?:me )?(?:mandar|enviar|encher)|\bnao autorizo contato|\bnao (?:me )?perturb\w+|\bnao quero (?:mais )?(?:receber|contato|mensage\w+|propaganda)")),
    ("opt_in", re.compile(r"\bquero (?:voltar a )?receber\b.{0,20}(?:ofertas|mensagens|promocoes|novidades)|\bpode(?:m)? (?:voltar a )?me mandar (?:ofertas|mensagens|promocoes)")),
)  # fmt: skip
_WHOLE = {"meus dados": "access", "lgpd": "access", "exportar dados": "portability", "revogo": "withdraw_consent", "voltar": "opt_in",
          "quero receber": "opt_in", "start": "opt_in", "atendente": "human", "humano": "human", "pessoa": "human"}  # fmt: skip


def right(text: str) -> str:
    """Right that a normalised message claims, or 'none'."""
    if rules.whole(text) == "opt_out":
        return "opt_out"
    plain = " ".join(words(text))
    if plain in _WHOLE:
        return _WHOLE[plain]
    found = next((label for label, pattern in _RULES if pattern.search(text)), None)
    return found or ("human" if rules.whole(text) == "human_handoff" else "none")
