"""The parts of extraction, from characters to attributed speech; `indexer.quotations.extract` puts them in order."""
