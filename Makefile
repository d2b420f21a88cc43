.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
# Districts often sit behind a proxy with a certificate of its own: trust what the system trusts.
export UV_SYSTEM_CERTS := true
LOCKS := requirements.lock build.lock bootstrap.lock pyproject.toml tools/setup

$(VENV)/run.stamp: $(LOCKS)
	@tools/setup run $(VENV)

$(VENV)/dev.stamp: $(LOCKS) dev.lock
	@tools/setup dev $(VENV)

.PHONY: help run test test-postgres walk lint bench pictures locks clean fuzz kills

help: ## 列出命令 · list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

run: $(VENV)/run.stamp ## 装好并打开网页 http://127.0.0.1:8000 · install and serve the pages
	@LUODI_DEMO=1 $(VENV)/bin/luodi demo
	@LUODI_DEMO=1 $(VENV)/bin/luodi serve

test: $(VENV)/dev.stamp lint ## 检查并跑全部测试 · lint and run all tests
	@tools/browser
	@tools/test $(PY)

test-postgres: $(VENV)/dev.stamp ## 用到数据库的测试，在自己起的 PostgreSQL 上跑 · the tests that use a database, on a PostgreSQL of their own
	@LUODI_TEST_DATABASE=postgres $(PY) -m pytest -m database --ignore=tests/browser

walk: $(VENV)/dev.stamp ## 谁能做什么，全表走一遍 · who may do what: the whole table against every address and action
	@LUODI_WALK=all $(PY) -m pytest -m walk --ignore=tests/browser

lint: $(VENV)/dev.stamp ## 风格、类型、分层、数据、译文 · style, types, layers, data, words
	@$(VENV)/bin/ruff check
	@LUODI_SECRET=lint $(VENV)/bin/mypy
	@$(VENV)/bin/djlint --quiet --lint src/luodi
	@$(PY) -m luodi.site.messages check
	@$(VENV)/bin/lint-imports --no-cache > .lint-imports.log || { cat .lint-imports.log; exit 1; }
	@rm -f .lint-imports.log
	@$(VENV)/bin/luodi mechanisms check > /dev/null || { $(VENV)/bin/luodi mechanisms check; exit 1; }

bench: $(VENV)/dev.stamp ## 与同类并排测速 · speed side by side with peers, written to docs/bench.md
	@$(PY) -m bench
	@$(PY) -m bench.web
	@$(PY) -m bench.pages
	@$(PY) -m bench.sweep

fuzz: $(VENV)/dev.stamp ## 胡乱的地址和表单 · nonsense in every address and form
	@LUODI_FUZZ=10000 $(PY) -m pytest tests/portal/test_fuzz.py
	@LUODI_FUZZ=20000 $(PY) -m pytest tests/faults/test_fuzz.py

kills: $(VENV)/dev.stamp ## 在两百个随机时刻杀掉进程 · processes killed at two hundred random points, on both databases
	@LUODI_KILLS=200 $(PY) -m pytest -n0 tests/faults/test_kills.py tests/ledger/test_at_once.py tests/operations/test_backup.py
	@LUODI_KILLS=200 LUODI_TEST_DATABASE=postgres $(PY) -m pytest -n0 tests/faults/test_kills.py tests/ledger/test_at_once.py tests/operations/test_backup.py

pictures: $(VENV)/run.stamp ## 重画 README 的图（需要 Chromium）· draw the README's pictures anew (needs Chromium)
	@tools/pictures

locks: $(VENV)/dev.stamp ## 更新锁定的依赖 · renew the locked dependencies
	@for name in requirements dev build bootstrap bench; do \
	  $(VENV)/bin/uv pip compile $$name.in --universal --python-version 3.11 --generate-hashes --no-header -q -o $$name.lock; done

clean: ## 删掉装的和生成的 · remove what was installed and made
	@rm -rf $(VENV) .bench-venv bench/.data .pytest_cache .mypy_cache .ruff_cache .hypothesis
