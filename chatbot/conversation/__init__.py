"""The turn: what a customer wrote becomes one decision, one commit and (mostly) one WhatsApp message.

Door: `services`. The table of moves is `machine`, the words are in `templates/replies/`, `flow.decide` and the
handlers are pure (values in, values out), `turn` alone touches the database, the catalogue and the queue.
"""
