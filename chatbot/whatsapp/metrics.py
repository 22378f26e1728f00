"""Figures of the sender, for `/metrics`."""

from prometheus_client import Counter, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)

ANSWER_SECONDS = Histogram("whatsapp_send_answer_seconds", "From our request to the answer", buckets=_SECONDS)
RECORD_SECONDS = Histogram(
    "whatsapp_send_record_seconds",
    "From the answer to our commit: the window in which a process death makes a doubt",
    buckets=_SECONDS,
)
SENDS = Counter("whatsapp_sends_total", "Attempts to send by outcome", ["outcome"])
ENDS = Counter("whatsapp_ends_total", "Messages that ended without being sent", ["state", "code"])
DOUBTS = Counter("whatsapp_doubts_total", "Messages in doubt by how the doubt ended", ["end"])
STATUSES = Counter("whatsapp_statuses_total", "Delivery states by what was done with them", ["outcome"])
LATE_ANSWERS = Counter("whatsapp_late_answers_total", "Acceptances of an attempt that another had overtaken")
