"""From a conversation to a sale: handoff cases now; leads, visits and the console stand on this room later.

Door: `services`.
"""
