# Two commands for a newcomer: `make demo` and `make test`. Both set up .venv by themselves; `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SERVE  ?= 1
PORT   ?= 8000
DEMO   := demo-data
DATA   ?= kutipan-data
MINUTES ?= 10
SECONDS ?= 170
KUTIPAN := $(BIN)/kutipan --data $(DEMO)

.DEFAULT_GOAL := help
.PHONY: help demo test check bench bench-scale bench-load faults soak concurrency reingest bench-claims api-test evaluate pictures translations clean setup setup-test

help:            ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

setup: $(BIN)/python
	@$(BIN)/python scripts/install.py

setup-test: $(BIN)/python
	@$(BIN)/python scripts/install.py --test
	@$(BIN)/python scripts/browser.py

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Kutipan needs Python 3.11 to 3.13; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "creating $(VENV)"
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "The venv module is missing. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }

demo: setup      ## index the sample corpus, print three searches, serve the page (SERVE=0: do not serve)
	@echo "── ingesting the sample corpus (fictional places and people)"
	@$(KUTIPAN) ingest corpus/sample/statements
	@echo "── bringing the index up to date"
	@$(KUTIPAN) index
	@echo; echo "── kutipan search 'jangan mudah percaya berita bohong'"
	@$(KUTIPAN) search 'jangan mudah percaya berita bohong' --limit 3
	@echo; echo "── kutipan search 'netralitas ASN dalam pilkada' --mode keyword"
	@$(KUTIPAN) search 'netralitas ASN dalam pilkada' --mode keyword --limit 3
	@echo; echo "── kutipan search 'people of different religions live together in peace' --mode semantic"
	@$(KUTIPAN) search 'people of different religions live together in peace' --mode semantic --limit 3
ifneq ($(SERVE),0)
	@$(KUTIPAN) serve --port $(PORT)
endif

test: setup-test check ## set up and run every test
	@$(BIN)/python -m pytest

check: setup-test      ## style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup-test      ## speed, size and memory on the shared corpus if there is one, else on the sample
	@$(BIN)/python -m benchmarks --markdown docs/performance.md

bench-scale: setup-test ## 100,000 and 1,000,000 made-up quotations beside Whoosh, SQLite FTS5 and tantivy (an hour, 8 GB; DATA: whose quotations)
	@$(BIN)/python -m benchmarks.scale --data $(DATA) --markdown docs/performance-scale.md

bench-load: setup-test  ## 50 requests a second for two minutes on four processes, the page's time and weight (DATA: an indexed data folder)
	@$(BIN)/python -m benchmarks.load --data $(DATA) --markdown docs/performance-load.md

faults: setup-test     ## 200 runs killed and 50 with a failing disk, compared with undisturbed ones (DOCUMENTS, 2000 unless given)
	@$(BIN)/python -m benchmarks.faults $(if $(DOCUMENTS),--documents $(DOCUMENTS)) --markdown docs/durability.md

soak: setup-test       ## a writer commits for ten minutes while four readers query
	@$(BIN)/python -m benchmarks.soak

fuzz: setup-test       ## hostile input for every reader (SECONDS for all; an hour: SECONDS=3600 REPORT=docs/fuzzing.md)
	@$(BIN)/python -m tests.fuzzing --seconds $(SECONDS) $(if $(REPORT),--markdown $(REPORT))

concurrency: setup-test ## a follower, an ingest by hand, four server processes and readers at once (MINUTES, 10 unless given)
	@$(BIN)/python -m benchmarks.concurrency --minutes $(MINUTES) --markdown docs/concurrency.md

reingest: setup-test   ## the shared corpus (or the sample) ingested ten times: only the records of the runs may be added
	@$(BIN)/python -m benchmarks.reingest --markdown docs/concurrency.md

bench-claims: setup-test ## seconds to both sides of a claim at 100,000 made-up quotations (DATA: whose quotations)
	@$(BIN)/python -m benchmarks.claims --data $(DATA) --markdown docs/performance-claims.md

api-test: setup-test   ## ask the endpoint of a served sample corpus at length, by its own OpenAPI document
	@$(BIN)/python scripts/api_test.py

evaluate: setup-test   ## quality on gold data under ../shared (or KUTIPAN_SHARED)
	@$(BIN)/python -m evaluation --keep evaluation-data

pictures: setup-test   ## screenshots of each page, on the sample, into pictures/ (OF=ADDRESS: of a running server)
ifdef OF
	@$(BIN)/python -m scripts.pictures $(OF)
else
	@$(KUTIPAN) ingest corpus/sample/statements
	@$(KUTIPAN) index
	@$(BIN)/python -m scripts.pictures $(DEMO)
endif

clean:           ## remove what the commands above made
	rm -rf $(VENV) $(DEMO) pictures build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
