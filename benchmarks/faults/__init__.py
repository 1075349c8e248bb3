"""Ingesting and indexing are killed, and their disk fails, at random moments: nothing may be lost, doubled or half done."""
