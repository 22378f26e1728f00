"""The door of analytics; nothing stands behind it yet."""
