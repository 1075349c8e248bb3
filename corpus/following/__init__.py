"""Sources that go on publishing, read again and again: feeds, sitemaps, WordPress sites, pages, folders."""

from corpus.following.plan import FollowPlan, SourcePlan, read_plan
from corpus.following.rounds import Round, open_round

__all__ = ["FollowPlan", "Round", "SourcePlan", "open_round", "read_plan"]
