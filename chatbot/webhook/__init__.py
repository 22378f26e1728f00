"""WhatsApp in: verify, store, wake. Nothing is understood here, and nothing signed is ever refused for its content."""
