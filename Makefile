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

.PHONY: help run test lint bench pictures locks clean

help: ## 列出命令 · list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

run: $(VENV)/run.stamp ## 装好并显示一个真实项目的审批地图 · install and show the map of a real project
	@$(VENV)/bin/luodi plan examples/factory-100mu.yaml --region qingdao-west-coast-2026 --start 2026-11-23
	@echo
	@echo "再试 · try next:"
	@echo "  $(VENV)/bin/luodi plan examples/factory-100mu.yaml --region west-coast-2021 --start 2026-11-23 --by 2027-03-31"
	@echo "  $(VENV)/bin/luodi levers examples/factory-100mu.yaml --region jimo-2021 --start 2026-11-23"
	@echo "  $(VENV)/bin/luodi ask --region fuling-2024"
	@echo "  $(VENV)/bin/luodi promises"

test: $(VENV)/dev.stamp lint ## 检查并跑全部测试 · lint and run all tests
	@$(PY) -m pytest

lint: $(VENV)/dev.stamp ## 风格、类型、分层、数据 · style, types, layers, data
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache > .lint-imports.log || { cat .lint-imports.log; exit 1; }
	@rm -f .lint-imports.log
	@$(VENV)/bin/luodi mechanisms check > /dev/null || { $(VENV)/bin/luodi mechanisms check; exit 1; }

bench: $(VENV)/dev.stamp ## 与同类并排测速 · speed side by side with peers, written to docs/bench.md
	@$(PY) -m bench

pictures: $(VENV)/run.stamp ## 重画 README 的图（需要 Chromium）· draw the README's pictures anew (needs Chromium)
	@tools/pictures

locks: $(VENV)/dev.stamp ## 更新锁定的依赖 · renew the locked dependencies
	@for name in requirements dev build bootstrap bench; do \
	  $(VENV)/bin/uv pip compile $$name.in --universal --python-version 3.11 --generate-hashes --no-header -q -o $$name.lock; done

clean: ## 删掉装的和生成的 · remove what was installed and made
	@rm -rf $(VENV) .bench-venv bench/.data .pytest_cache .mypy_cache .ruff_cache .hypothesis
