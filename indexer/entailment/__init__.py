"""Quotation + claim -> the side that the quotation takes on it, by an entailment model."""

from indexer.entailment.base import LABELS, EntailmentModel, Probabilities

__all__ = ["LABELS", "EntailmentModel", "Probabilities"]
