"""Measures the production set-up on one machine: `make bench`. Figures go to standard output as one JSON object."""
