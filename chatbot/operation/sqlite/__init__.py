"""Django's SQLite backend with writers served in the order they came."""
