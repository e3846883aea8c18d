# What one types. Whatever is missing is installed first: see local/bootstrap.
.DEFAULT_GOAL := help
.PHONY: help run up down reset night test test-long test-oldest test-dynamodb-local check pictures bench fmt package letters deploy lock ready ready-to-test
python := .venv/bin/python
pytest := pytest -c tests/pytest.ini --rootdir tests -q
with_botocore := tests/models tests/services tests/handlers
all_with_botocore := $(with_botocore) tests/flows tests/privileges
# Up to four tests at once where the machine has the cores; those of a file that share a deployed studio in a row.
workers := -n auto --maxprocesses 4
at_once := $(workers) --dist worksteal
file_by_file := $(workers) --dist loadfile
OUT ?= out
export PYTHONDONTWRITEBYTECODE = 1

help:
	@echo "make run            the studio on this machine, until Ctrl-C"
	@echo "make up | down      the same in the background; what happened is kept"
	@echo "make reset          stop and forget everything"
	@echo "make night          run the night of the deployed studio now"
	@echo "make test           everything that must hold"
	@echo "make test-long      and what takes longer"
	@echo "make test-dynamodb-local   64 redeemers on the DynamoDB Local that DYNAMODB_LOCAL_URL names"
	@echo "make pictures       take the pictures of docs/operators.md anew"
	@echo "make bench          every budget, size and ratio (bench/README.md)"
	@echo "make fmt            format the code"
	@echo "make package OUT=d  the template and zip as they are deployed"
	@echo "make letters OUT=d  each shipped letter as an .eml"
	@echo "make deploy STACK=s CODE_BUCKET=b [SET=\"Name=Value ...\"]   to the AWS account in use: docs/deploying.md"
	@echo "make lock           pin and hash the newest of requirements/*.in"

ready:
	@local/bootstrap
ready-to-test:
	@local/bootstrap test

run up down reset night: ready
	@$(python) -m local $@

package: ready
	@$(python) -m local.package $(OUT)
letters: ready
	@$(python) -m local.letters $(OUT)
deploy: package
	@$(python) -m local.deploy $(OUT) --stack $(STACK) --code-bucket $(CODE_BUCKET) $(SET)

pictures: ready-to-test
	@PICTURES=1 $(python) -m $(pytest) tests/browser/test_guide.py tests/browser/test_guide_programs.py tests/browser/test_guide_sending.py tests/browser/test_guide_rewards.py

bench: ready-to-test package
	@$(python) -m bench $(OUT)

fmt: ready
	@$(python) -m ruff check --fix --quiet . || true
	@$(python) -m ruff format .

# With the oldest botocore first, beside what only reads; then everything with ours, the deployed product last.
test: ready-to-test
	@$(MAKE) --no-print-directory --jobs 2 check test-oldest
	@$(python) -m $(pytest) $(at_once) tests --ignore tests/cloud --ignore tests/browser
	@$(python) -m $(pytest) $(file_by_file) tests/cloud tests/browser
test-long: check ready-to-test
	@.venv-oldest/bin/python -m $(pytest) $(at_once) $(all_with_botocore)
	@$(python) -m $(pytest) $(at_once) -m "long or not long" tests --ignore tests/cloud --ignore tests/browser
	@$(python) -m $(pytest) $(file_by_file) -m "long or not long" tests/cloud tests/browser
test-oldest: ready-to-test
	@.venv-oldest/bin/python -m $(pytest) $(at_once) $(with_botocore)
test-dynamodb-local: ready-to-test
	@$(python) -m tests.cloud.dynamodb_local
check: ready-to-test
	@$(python) -m ruff check .
	@$(python) -m ruff format --check .
	@$(python) -m mypy
	@.venv/bin/lint-imports --config .importlinter

lock: ready
	@cd requirements && for pair in runtime.in:../requirements.txt dev.in:dev.txt cloud.in:cloud.txt oldest.in:oldest.txt; do \
		../.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
			--no-header --no-annotate -o "$${pair#*:}" "$${pair%%:*}" || exit 1; done
