"""Getting published documents from other people's servers: politely, boundedly, and never from inside our own network."""

from corpus.fetching.client import Answer, Client, FetchFailed

__all__ = ["Answer", "Client", "FetchFailed"]
