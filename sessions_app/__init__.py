"""Who talks to whom: contacts and their identities, the inbox, sessions and the journal of their turns.

Door: `services`. The inbox is the queue of record: a row here is a promise; brokers and Redis only ring the bell.
"""
