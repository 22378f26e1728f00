"""The shipped commands as real processes, with a webhook gun before them and the Cloud API stand-in behind.

`System` starts and kills, `Gun` speaks as the provider and keeps the truth, `StandIn` is asked what was taken.
`Fault` is one row of the plan; `verdict` judges the invariants I1 to I11 of each from the provider's log and from
`manage.py conversation_log` alone, `report` keeps the figures.
"""
