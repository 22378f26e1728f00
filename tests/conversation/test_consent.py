"""R10.1: nothing before consent, everything after it, nothing after a no."""

import pytest

from chatbot.conversation import consent
from compliance import services as compliance
from compliance.models import ConsentRecord
from sessions_app.models import Session
from tests.conversation.chat import Customer, options_of


def test_the_first_message_says_who_what_for_and_how_to_stop(ana: Customer) -> None:
    (welcome,) = ana.says("oi, quero um suv até 90 mil")
    assert all(word in welcome for word in ("robô", "SAIR", "MEUS DADOS"))
    assert options_of(ana.outbox()[0].payload) == ["Aceito", "Não aceito"]
    assert ana.events() == ["HELD"]
    assert "profile" not in ana.memory


def test_held_messages_are_understood_together_with_what_comes_after(ana: Customer) -> None:
    ana.says("oi, quero um suv")
    ana.says("é até 120 mil", "pra família")
    assert ana.events() == ["HELD"] * 3
    ana.taps("consent:yes")
    assert ana.events() == ["DONE"] * 4
    profile = ana.memory["profile"]
    assert (profile["budget_max"], profile["usage"], profile["categories"]) == (120_000, "familia", ["SUV"])
    assert ana.state == "showing_recommendations"


def test_a_consent_that_carries_more_is_used(ana: Customer) -> None:
    ana.says("oi")
    ana.says("aceito, quero um suv até 90 mil")
    assert ana.memory["profile"]["budget_max"] == 90_000


def test_the_proof_has_the_words_shown_and_the_answer(ana: Customer) -> None:
    (shown,) = ana.says("oi")
    ana.taps("consent:yes")
    proof = ConsentRecord.objects.get(contact_id=ana.contact_id)
    assert proof.action == "GIVEN"
    assert proof.wording_hash == compliance_hash(shown)
    assert proof.wording_version == consent.WORDING_VERSION
    assert proof.question_wamid == "wamid.QUESTION"
    assert proof.answer_wamid.startswith("wamid.TEST")
    assert compliance.verify_chain().ok


def compliance_hash(text: str) -> str:
    from compliance.consent import digest

    return digest(text)


def test_a_refusal_drops_what_was_held(ana: Customer) -> None:
    ana.says("oi, meu nome é Ana")
    (goodbye,) = ana.says("não aceito")
    assert "aceito" in goodbye
    assert ana.events() == ["DONE", "DONE"]
    assert ana.state == "closed"
    assert not compliance.consent_given(contact_id=ana.contact_id)  # type: ignore[arg-type]


def test_after_a_refusal_one_can_come_back(ana: Customer) -> None:
    ana.says("oi")
    ana.taps("consent:no")
    ana.says("aceito")
    assert compliance.consent_given(contact_id=ana.contact_id)  # type: ignore[arg-type]
    assert ana.memory["pending"] == "budget"


def test_after_a_refusal_another_message_is_asked_anew(ana: Customer) -> None:
    ana.says("oi")
    ana.taps("consent:no")
    ana.says("tem onix?")
    assert ana.events()[-1] == "HELD"
    assert ana.state == "consent"


def test_a_yes_before_the_question_is_no_consent(ana: Customer) -> None:
    ana.says("aceito")
    assert ana.events() == ["HELD"]
    assert not ConsentRecord.objects.exists()


def test_what_is_no_answer_is_asked_again_in_other_words(ana: Customer) -> None:
    first = ana.says("oi")
    second = ana.says("quanto custa o onix?")
    third = ana.says("?")
    assert len({*first, *second, *third}) == 3


def test_the_word_of_silence_works_before_consent(ana: Customer) -> None:
    ana.says("oi")
    ana.says("sair")
    assert ana.contact.opted_out_at is not None
    assert ana.events() == ["DONE", "DONE"]


def test_consent_of_an_earlier_session_is_still_good(ana: Customer) -> None:
    ana.consents()
    Session.objects.filter(contact_id=ana.contact_id).delete()
    ana.says("até 80 mil")
    assert ana.memory["profile"]["budget_max"] == 80_000


def test_withdrawal_is_as_easy(talking: Customer) -> None:
    talking.says("até 80 mil")
    talking.says("retiro meu consentimento")
    assert not compliance.consent_given(contact_id=talking.contact_id)  # type: ignore[arg-type]
    assert "profile" not in talking.memory
    talking.says("tem onix?")
    assert talking.events()[-1] == "HELD"


@pytest.mark.parametrize(
    ("words", "given", "rest"),
    [
        ("aceito", True, ""),
        ("Aceito!", True, ""),
        ("sim", True, ""),
        ("ok", True, ""),
        ("👍", True, ""),
        ("oi, aceito sim", True, ""),
        ("Aceito, quero um SUV até 90 mil", True, "quero um SUV até 90 mil"),
        ("sim, tem onix?", True, "tem onix?"),
        ("não", False, ""),
        ("não aceito", False, ""),
        ("não, obrigada", False, ""),
        ("sim, mas o que vocês fazem com os dados?", None, ""),
        ("quero um onix", None, ""),
        ("ok quanto custa?", None, ""),
        ("não sei", None, ""),
        ("", None, ""),
    ],
)
def test_only_clear_words_answer(words: str, given: bool | None, rest: str) -> None:
    assert consent.read_words(words) == (given, rest)
