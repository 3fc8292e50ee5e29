.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python
BENCH := DJANGO_SETTINGS_MODULE=portal.settings.test $(PY)
PORT ?= 8000
WORKERS ?= auto
PYTHON ?= python3
PYTEST = -m pytest -n $(WORKERS) --dist worksteal

.PHONY: help run test elasticsearch bench lint format pins clean

help: ## Print this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(VENV)/.run: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: $(VENV)/.run ## Serve the portal with its sample on http://localhost:8000/ (PORT=… for another)
	@$(PY) manage.py catalogues compile
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py load_demo --port $(PORT)
	@$(PY) manage.py serve --port $(PORT)

test: $(VENV)/.dev ## Run the tests; what needs a browser or a server is skipped where there is none
	@$(PY) manage.py catalogues compile
	$(PY) $(if $(COVERAGE),-m slipcover) $(PYTEST) $(ARGS) $(if $(COVERAGE),--ignore=tests/isolation)
	$(if $(COVERAGE),$(PY) $(PYTEST) tests/isolation)
ifdef TEST_DATABASE_URL
	DATABASE_URL=$(TEST_DATABASE_URL) $(PY) $(PYTEST) \
		-m "not browser and not elasticsearch" --ignore=tests/isolation $(ARGS)
else
	@echo "Not run on PostgreSQL: TEST_DATABASE_URL names no server."
	@test "$(REQUIRE_SERVICES)" != 1
endif

elasticsearch: ## Run Elasticsearch on http://localhost:9200/ (brings it once; needs Maven, Java 17)
	@$(PYTHON) deploy/elasticsearch.py fetch
	@$(PYTHON) deploy/elasticsearch.py start
	@echo "Stop it with: $(PYTHON) deploy/elasticsearch.py stop"

bench: $(VENV)/.dev ## What pages of records and a ranking cost with many rows (loads them once)
	@VAR_DIR=var/bench $(BENCH) manage.py migrate --verbosity 0
	@VAR_DIR=var/bench $(BENCH) manage.py load_demo --size large --password bench
	@VAR_DIR=var/bench $(BENCH) bench/records.py

lint: $(VENV)/.dev ## Style, types, templates, migrations, catalogues, production settings
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy portal blocs news search deploy
	$(VENV)/bin/djlint templates --lint --quiet
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py catalogues check
	SECRET_KEY=$$($(PY) -c "import secrets; print(secrets.token_urlsafe(60))") \
	ALLOWED_HOSTS=portal.example.org PLATFORM_HOST=portal.example.org \
	ADMIN_BASE_URL=https://portal.example.org \
	DJANGO_SETTINGS_MODULE=portal.settings.production \
	$(PY) manage.py check --deploy --fail-level WARNING

format: $(VENV)/.dev ## Put the code into its form
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

pins: $(VENV)/.dev ## Update every pinned version
	$(VENV)/bin/pip-compile --upgrade --quiet --strip-extras --no-emit-index-url --no-emit-find-links requirements.in
	$(VENV)/bin/pip-compile --upgrade --quiet --strip-extras --no-emit-index-url --no-emit-find-links requirements-dev.in

clean: ## Remove the environment and everything the portal wrote
	rm -rf $(VENV) var
