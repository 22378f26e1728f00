"""Where Django looks for the admin pages of this room; they belong to the review."""

from nlp.review import admin

__all__ = ["admin"]
