"""Who is written to unasked, when and why. An empty room so far: nothing is sent unasked in this version.

Door: `services` (nothing on it yet). What it will hold: re-engagement, alerts, campaigns, caps (R8).
"""
