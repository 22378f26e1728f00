"""The door of notifications; nothing stands behind it yet."""
