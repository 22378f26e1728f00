"""What becomes of the events in a webhook (R1.5, R1.9, F1, F2, F7, F8, F21, F22)."""

import threading

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from chatbot.webhook.parsing import explode
from sessions_app import services as sessions
from sessions_app.models import Contact, Identity, InboxEvent, Merge
from tests.webhook.wire import envelope, message, post, raw

TYPES = [
    "text",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "location",
    "contacts",
    "interactive",
    "button",
    "order",
    "unsupported",
    "unknown",
    "poll",
]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", TYPES)
def test_every_message_type_waits_for_its_turn(kind: str) -> None:
    assert post(raw(envelope(message(type=kind, **{kind: {"id": "1"}})))).status_code == 200
    event = InboxEvent.objects.get()
    assert (event.kind, event.type, event.state) == ("MESSAGE", kind, "WAITING")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["reaction", "edit", "revoke", "request_welcome"])
def test_what_needs_no_answer_is_stored_without_a_turn(kind: str) -> None:
    post(raw(envelope(message(type=kind, **{kind: {"message_id": "x"}}))))
    assert InboxEvent.objects.get().state == "DONE"


@pytest.mark.django_db
def test_a_mixed_batch_gives_every_element_its_own_event() -> None:
    """F7: 10 entries × 5 changes × 20 messages, statuses between."""
    document = {"object": "whatsapp_business_account", "entry": []}
    for entry in range(10):
        changes = []
        for change in range(5):
            messages = [message(f"55119{80000000 + entry * 100 + change}") for _ in range(20)]
            statuses = [{"id": f"wamid.out{entry}.{change}", "status": "sent", "timestamp": "1790000000"}]
            changes += envelope(*messages, statuses=statuses)["entry"][0]["changes"]
        document["entry"].append({"id": str(entry), "changes": changes})
    assert post(raw(document)).status_code == 200
    assert InboxEvent.objects.filter(kind="MESSAGE").count() == 1_000
    assert InboxEvent.objects.filter(kind="STATUS").count() == 50
    assert Contact.objects.count() == 50


@pytest.mark.django_db
def test_one_broken_element_is_parked_and_the_others_live() -> None:
    """F8"""
    post(raw(envelope(message(), {"type": "text"}, "text", message())))
    states = sorted(InboxEvent.objects.values_list("state", flat=True))
    assert states == ["PARKED", "PARKED", "WAITING", "WAITING"]


@pytest.mark.django_db
def test_the_same_message_in_other_posts_is_one_event() -> None:
    """F2"""
    once = message()
    post(raw(envelope(once)))
    post(raw(envelope(message(), once)))
    post(raw({"entry": envelope(once)["entry"], "object": "x"}))
    assert InboxEvent.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_album_in_parallel_is_one_contact_and_no_duplicate() -> None:
    """F1: the same POST ten times and five first messages of one person, all at once."""
    bodies = [raw(envelope(message()))] * 10 + [
        raw(envelope(message(type="image", image={"id": "1"}))) for _ in range(5)
    ]
    answers: list[int] = []

    def deliver(body: bytes) -> None:
        answers.append(post(body).status_code)
        connection.close()

    threads = [threading.Thread(target=deliver, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 15
    assert Contact.objects.count() == 1
    assert InboxEvent.objects.count() == 6


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other", "people"),
    [
        ("5531987654321", "553187654321", 1),
        ("5511987654321", "551187654321", 1),
        ("5511941234567", "551141234567", 2),
        ("551133334444", "5511933334444", 2),
        ("351912345678", "35112345678", 2),
    ],
)
def test_the_ninth_digit_divides_nobody_and_merges_no_landline(one: str, other: str, people: int) -> None:
    """R1.9"""
    post(raw(envelope(message(one))))
    post(raw(envelope(message(other))))
    assert Contact.objects.count() == people


@pytest.mark.django_db
def test_a_person_without_a_phone_is_answered_by_id() -> None:
    post(raw(envelope(message(None, from_user_id="BR.abc"))))
    contact = Contact.objects.get()
    assert sessions.address_of(contact_id=contact.pk).recipient == "BR.abc"
    post(raw(envelope(message("5511987654321", from_user_id="BR.abc"))))
    assert Contact.objects.count() == 1
    assert sessions.address_of(contact_id=contact.pk).to == "5511987654321"


@pytest.mark.django_db
def test_two_contacts_found_to_be_one_are_merged_and_can_be_parted_again() -> None:
    """R1.9"""
    post(raw(envelope(message(None, from_user_id="BR.abc"))))
    post(raw(envelope(message("5511987654321"))))
    post(raw(envelope(message("5511987654321", from_user_id="BR.abc"))))
    merge = Merge.objects.get()
    assert set(Identity.objects.values_list("contact_id", flat=True)) == {merge.kept_id}
    assert set(InboxEvent.objects.values_list("contact_id", flat=True)) == {merge.kept_id}
    sessions.undo_merge(merge_id=merge.pk, now=timezone.now())
    assert Identity.objects.filter(contact_id=merge.absorbed_id).count() == 1
    assert InboxEvent.objects.filter(contact_id=merge.absorbed_id).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["user_changed_number", "customer_changed_number", "user_changed_user_id"])
def test_a_changed_number_is_the_same_person(kind: str) -> None:
    """R1.9"""
    post(raw(envelope(message("5511987654321", from_user_id="BR.old"))))
    change = {"type": kind, "wa_id": "5521976543210", "user_id": "BR.new", "previous_user_id": "BR.old"}
    post(raw(envelope(message("5511987654321", type="system", system=change))))
    post(raw(envelope(message("5521976543210"))))
    post(raw(envelope(message(None, from_user_id="BR.new"))))
    assert Contact.objects.filter(merged_into=None).count() == 1


@pytest.mark.django_db
def test_names_go_by_id_and_not_by_place() -> None:
    """F24: contacts stand in another order than messages."""
    cards = [
        {"wa_id": "5521976543210", "profile": {"name": "Bia"}},
        {"wa_id": "5511987654321", "profile": {"name": "Ana"}},
    ]
    post(raw(envelope(message("5511987654321"), message("5521976543210"), contacts=cards)))
    names = [event.payload["_profile_name"] for event in InboxEvent.objects.order_by("id")]
    assert names == ["Ana", "Bia"]


@pytest.mark.django_db
@pytest.mark.parametrize("moment", [None, "0", "-5", "abc", "4102444800", "99999999999999999999", True, []])
def test_absurd_times_count_as_the_time_of_arrival(moment: object) -> None:
    """F6"""
    before = timezone.now()
    post(raw(envelope(message(timestamp=moment))))
    assert InboxEvent.objects.get().provider_at >= before


@pytest.mark.django_db
def test_an_unknown_field_is_stored_and_wakes_nobody() -> None:
    """F21"""
    assert post(raw(envelope(field="from_the_future", thing=1))).status_code == 200
    assert InboxEvent.objects.get().state == "DONE"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "entry",
                    "changes",
                    "field",
                    "value",
                    "messages",
                    "statuses",
                    "id",
                    "from",
                    "type",
                    "timestamp",
                    "contacts",
                    "metadata",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=40,
)


@given(st.binary(max_size=500) | _json.map(raw))
@hypothesis_settings(max_examples=300, deadline=None)
def test_no_body_makes_the_parser_raise(body: bytes) -> None:
    explode(body, received_at=timezone.now())
