"""WhatsApp out: the outbox, the sender of its lanes, the Cloud API client, payloads and their limits, media.

Door: `services`. Only `errors` knows Meta's codes. A row of the outbox is claimed and committed before the network is
touched; an attempt whose outcome is unknown waits for its status echo before it may be repeated.
"""
