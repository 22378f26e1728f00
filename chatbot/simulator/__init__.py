"""A WhatsApp to try the product with: a strict stand-in for Meta's Cloud API, a page and a terminal chat.

The core (`cloud.CloudApi`) is a state machine in memory that knows nothing of Django: one call `handle(...)`
in, one `Response` out, and webhooks posted by threads of its own. Two adapters put it on the wire: `server` (a
process of its own, `manage.py cloud_api`) and `views` (inside the embedded process, under /simulador/graph/).
It talks HTTP with the product and judges its payloads with checks of its own, so that a mistake of the
product's validator is seen here. Refused: sharing code with `chatbot.whatsapp` (a judge must be independent);
keeping state in the database (a stand-in must not slow or change what it measures). Never in production.
"""
