"""Fills an empty database for the review's browser test; read by `manage.py shell`."""

from django.contrib.auth.models import User
from django.utils import timezone

from compliance import services as compliance
from nlp.review import clustering, noting
from sessions_app.models import Contact

User.objects.create_superuser("ana", password="segredo-da-ana")
contact = Contact.objects.create(phone_number_id="1")
compliance.record_consent(
    contact_id=contact.pk,
    purpose="conversation",
    action="GIVEN",
    wording="Posso?",
    wording_version="1",
    question_wamid="",
    answer_wamid="wamid.1",
    answer="sim",
    phone_number_id="1",
    answered_at=timezone.now(),
)
for text in (
    "vcs abrem no domingo",
    "abrem domingo?",
    "pego o hb20 e volto quanto",
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
):
    found = noting.Found(text=text, intents=[("location_inquiry", 0.41)], runner_up="business_info")
    noting.note(found, contact_id=contact.pk, turn_id=None, reason="CONTESTED")
clustering.cluster()
