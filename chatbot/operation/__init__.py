"""How the product runs: processes, jobs, locks, schedules, alerts, health, metrics and logs."""
