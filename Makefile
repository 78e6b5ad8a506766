# `make` alone lists what there is. Everything runs in .venv, which is made on first use.

PYTHON ?= python3
# An index for torch alone, for instance PyTorch's own CPU wheels; see the README. Empty: PyPI.
TORCH_INDEX ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
NOTEBOOKS := $(wildcard notebooks/*.ipynb)
FILES ?= $(wildcard work/*.ipynb)
COURSE ?= course
HANDOUTS ?= handouts
# one thread each: two workers with two threads get in each other's way
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder
ROOT_FLAG := $(if $(filter 0,$(shell id -u)),--allow-root)

.DEFAULT_GOAL := help
.PHONY: help install lab start test test-slow lint notebooks exercises assets handouts bench course grade clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

install: $(STAMP) ## make .venv and install the exact versions of requirements.txt

lab: $(STAMP) ## open the lessons in JupyterLab
	$(BIN)/jupyter lab $(ROOT_FLAG) --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb

start: ## copy the exercises of a lesson to work/, where you solve them: make start LESSON=01
	@$(PYTHON) tools/start.py "$(LESSON)"

test: $(STAMP) ## run the tests (the browser tests need Chromium, and skip without it)
	$(BIN)/ruff check .
	$(PYTEST) -m "not slow" --junitxml=build/test.xml

test-slow: $(STAMP) ## run the full sweeps and the many seeds
	$(PYTEST) -m slow tests --junitxml=build/test-slow.xml

notebooks: $(STAMP) ## run every notebook and store it in canonical form
	$(BIN)/python -m tools.canonical $(NOTEBOOKS)

exercises: $(STAMP) ## make notebooks/exercises from notebooks/solutions, and run both
	$(BIN)/python -m tools.exercises

grade: $(STAMP) ## check the exercises in work/*.ipynb, or in FILES="..."; for a class, see the README
	@$(BIN)/python -m lesson_utils.grading $(FILES)

course: $(STAMP) ## lay out a course for nbgrader in the folder COURSE
	$(BIN)/python classroom/lay_out.py "$(COURSE)"

assets: $(STAMP) ## draw the pictures in assets/ anew
	$(BIN)/python -m tools.draw

handouts: $(STAMP) ## write every lesson as one HTML file and as PDF into the folder HANDOUTS
	$(BIN)/python -m tools.handouts "$(HANDOUTS)"

bench: $(STAMP) ## measure sliders, hovering, memory, start-up, the analysis of networks; BASE=COMMIT: all that a move takes, against it
ifdef BASE
	$(BIN)/python -m tools.bench_moves "$(BASE)"
	$(BIN)/python -m tools.bench_latency "$(BASE)"
else
	$(BIN)/python -m tools.bench
	$(BIN)/python -m tools.bench_analysis
	$(BIN)/python -m tools.bench_parts
endif

clean: ## remove .venv and everything that can be made again
	rm -rf $(VENV) build *.egg-info .pytest_cache .hypothesis .ruff_cache
	find . \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

$(STAMP): requirements.txt pyproject.toml $(wildcard assets/jupyter* assets/labconfig/*)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "The lessons need Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)."; \
	  echo "Install a newer one and name it: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "Installing into $(VENV): 1.5 GB with the CPU build of torch, several more with CUDA. This takes some minutes."
	$(PYTHON) -m venv $(VENV)
	@$(if $(TORCH_INDEX),$(BIN)/python -m pip install --quiet torch==$$(sed -n 's/^torch==//p' requirements.txt) --index-url $(TORCH_INDEX) &&) \
	$(BIN)/python -m pip install --quiet --requirement requirements.txt || { \
	  echo; echo "The installation stopped; the lines above say where. Usual causes:"; \
	  echo "  no network (\"Could not find a version\", \"Connection\"): connect, or let pip use a mirror: PIP_INDEX_URL=..."; \
	  echo "  no space (\"No space left on device\"): free some, see above; TORCH_INDEX in the README needs the least"; \
	  echo "Then type the same command again: it goes on from here."; exit 1; }
	mkdir -p $(VENV)/share/jupyter/lab/settings $(VENV)/etc/jupyter/labconfig
	cp assets/jupyterlab-overrides.json $(VENV)/share/jupyter/lab/settings/overrides.json
	cp assets/jupyter_server_config.py $(VENV)/etc/jupyter/
	cp assets/labconfig/page_config.json $(VENV)/etc/jupyter/labconfig/
	touch $@
