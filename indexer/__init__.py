"""Documents in, annotated quotations and an up-to-date search index out."""
