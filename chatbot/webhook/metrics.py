"""What the webhook counts."""

from prometheus_client import Counter

RECEIVED = Counter("webhook_posts_total", "Webhook POSTs by outcome", ["outcome"])
EVENTS = Counter("webhook_events_total", "Events in accepted webhooks", ["kind"])
UNKNOWN = Counter("webhook_unknown_total", "Fields and message types nobody knows", ["field", "type"])
