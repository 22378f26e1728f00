"""Faults injected into real processes: kill -9, lost servers, broken bodies. Rows are named as in the plan."""
