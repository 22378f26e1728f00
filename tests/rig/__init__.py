"""The shipped commands as real processes, with a webhook gun before them and the Cloud API stand-in behind.

`System` starts and kills, `Gun` speaks as the provider and keeps the truth, `StandIn` is asked what was taken,
`verdict` judges the invariants I1 to I11 from the provider's log and from `manage.py conversation_log` alone.
"""
