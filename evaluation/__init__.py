"""How good is it: gold annotations and predictions -> scores, floors, and `docs/quality.md`."""
