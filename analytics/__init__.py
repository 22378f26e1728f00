"""Figures and the DuckDB projection. An empty room so far: the journal it will read is written by the turn.

Door: `services` (nothing on it yet). What it will hold: archive, KPIs, dashboards, reports (R9).
"""
