"""Encryption of personal data at rest, below every room that has a table.

The door is `services`: `seal` and `unseal` (AES-256-GCM with key ids, bound to table, column and row) and `blind` (the
keyed look-up hash). `fields` makes model fields of them. Kept apart from `compliance` because that room stands above
the tables which need it.
"""
