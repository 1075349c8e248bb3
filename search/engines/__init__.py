"""One protocol for engines that search words, one module an engine."""
