"""Django's PostgreSQL backend with fewer questions whether the server is there."""
