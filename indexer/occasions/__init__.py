"""Words that name an occasion -> its name and place: what `indexer.events` chooses from."""

from indexer.occasions.finding import BEFORE, Occasion, candidates, object_of, sentence_at, subject_of
from indexer.occasions.words import VERBS

__all__ = ["BEFORE", "VERBS", "Occasion", "candidates", "object_of", "sentence_at", "subject_of"]
