"""Where the queue looks for the jobs of this room; they belong to the review."""

from nlp.review import jobs

__all__ = ["jobs"]
