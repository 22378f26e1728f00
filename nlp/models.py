"""Where Django looks for the tables of this room; they belong to the review."""

from nlp.review.models import ReviewItem, ShadowPair, TrainingRun

__all__ = ["ReviewItem", "ShadowPair", "TrainingRun"]
