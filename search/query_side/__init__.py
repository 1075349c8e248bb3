"""What is known of an encoder beforehand: how to turn a query's vector, and what is near it by chance."""

from search.query_side.reading import Background, QuerySide

__all__ = ["Background", "QuerySide"]
