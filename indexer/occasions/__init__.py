"""Words that name an occasion -> its name and place: what `indexer.events` chooses from."""

from indexer.occasions.finding import BEFORE, Occasion, candidates, object_of, sentence_at

__all__ = ["BEFORE", "Occasion", "candidates", "object_of", "sentence_at"]
