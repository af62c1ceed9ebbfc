# make run: a folder of reports to a published warehouse. make help lists the rest. Written for GNU make 3.81 and later.
LANDING ?= landing
WAREHOUSE ?= warehouse
FILE ?=
AREA ?=
YEAR ?=
OUT ?=
CORPUS ?=
PORT ?= 3000
# The first Python on the path that is new enough; PYTHON=/path/to/python3.12 chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)

VENV := .venv
PY := $(VENV)/bin/python
# Touched when the environment matches the lock, so that the second `make` starts at once.
READY := $(VENV)/.ready

# The models' SQL and the tests in SQL; what sqlfluff makes of them depends on SQL_BASIS as well. Touched when all of it passes.
SQL := $(shell find dbt_project/models dbt_project/tests -name '*.sql' -not -path '*/generic/*')
SQL_BASIS := pyproject.toml dbt_project/dbt_project.yml $(shell find dbt_project/macros -name '*.sql')
SQL_PASSED := dbt_project/target/sqlfluff/passed

# What pip says, as a count of every twentieth package; fails where its last word is not "done". Its errors pass it by.
COUNTED := { n=0; failed=1; while read -r word rest; do case "$$word $$rest" in \
	'Collecting '*|'Processing '*|'Requirement already satisfied'*|'Ignoring '*) \
	n=$$((n + 1)); test $$((n % 20)) -ne 0 || echo "    下载 / downloaded $$n/$$all";; \
	'Installing collected packages'*) echo '    安装 / installing';; \
	'done ') failed=0;; esac; done; exit $$failed; }

# By environment, not on the command line: a path may hold spaces and quotes.
export GONGKAI_LANDING = $(LANDING)
export GONGKAI_WAREHOUSE = $(WAREHOUSE)
export FILE
export AREA
export YEAR
export OUT
export CORPUS
export PYTHONUTF8 = 1

.DEFAULT_GOAL := help
.PHONY: help setup run ui check consolidate docs notebook release accuracy bench coverage test lint types layers format lock samples clean

help: ## 列出命令 / this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{printf "  make %-11s %s\n", $$1, $$2}'
	@echo '  LANDING=dir WAREHOUSE=dir 换文件夹 / other folders; STRICT=1 有暂存即不发布 / any held report blocks publishing; FORCE=1 没有变化也全部重做 / everything anew although nothing changed'

setup: $(READY) ## 安装到 .venv / install everything into .venv

$(READY): requirements.lock pyproject.toml
	@test -n '$(PYTHON)' || { echo '需要 Python 3.11 或更新版本 / Python 3.11 or newer is needed (python3 is too old or missing); install it, or name it: make PYTHON=/path/to/python3'; exit 1; }
	@echo '安装到 .venv，共四步，首次约一两分钟 / installing into .venv in four steps, a minute or two the first time'
	@echo '1/4 虚拟环境 / virtual environment'
	@$(PY) -c '' 2>/dev/null || { rm -rf $(VENV) && '$(PYTHON)' -m venv $(VENV); } || { rm -rf $(VENV); echo '建不了虚拟环境 / cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv'; exit 1; }
	@all=$$(grep -c '^[A-Za-z0-9].*==' requirements.lock); echo "2/4 $$all 个软件包 / packages"; \
	{ PYTHONUNBUFFERED=1 $(PY) -m pip install --disable-pip-version-check --progress-bar off --require-hashes -r requirements.lock && echo done; } \
	| $(COUNTED)
	@echo '3/4 本项目 / this project'
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@echo '4/4 dbt 清单 / dbt manifest'
	@$(PY) -m orchestration.prepare
	@touch $@

run: setup ## 读取、核对、发布 / read the reports, check them, publish the warehouse
	@test -n "$$GONGKAI_LANDING" && test -n "$$GONGKAI_WAREHOUSE" || { echo 'LANDING 或 WAREHOUSE 为空 / LANDING or WAREHOUSE is empty'; exit 2; }
	@$(PY) -m orchestration.run

release: setup ## 发布数据包（RELEASE=名称 OUT=文件夹 PREVIOUS=上一次） / a folder to hand on, archive and cite, from the published version
	@$(PY) -m publish.release $${RELEASE:+--version "$$RELEASE"} $${OUT:+--out "$$OUT"} $${PREVIOUS:+--previous "$$PREVIOUS"} $${LICENCE:+--licence "$$LICENCE"}

ui: setup ## Dagster 界面 / the Dagster UI on 127.0.0.1:3000
	@$(PY) -m orchestration.ui --port $(PORT)

check: setup ## FILE=草稿.docx 报送前自查 / one draft report, before it is sent up
	@test -n "$$FILE" || { echo '用法 / usage: make check FILE=draft.docx'; exit 2; }
	@$(PY) -m expectations.check -- "$$FILE" || test $$? -eq 1

consolidate: setup ## AREA=区划代码或名称 YEAR=年度 [OUT=文件夹] 汇总表 / an area's consolidated table, as XLSX and DOCX
	@test -n "$$AREA" && test -n "$$YEAR" || { echo '用法 / usage: make consolidate AREA=990122 YEAR=2023; 有 / there are:'; $(PY) -m publish.consolidated --list; exit 2; }
	@$(PY) -m publish.consolidated $${OUT:+--out "$$OUT"} -- "$$AREA" "$$YEAR"

docs: setup ## 表、列与血缘 / every table, column and test with its lineage, as one page: warehouse/dbt_docs/index.html
	@$(PY) -m orchestration.docs

notebook: setup ## 主要图表，在浏览器里 / the main charts, in the browser
	@GONGKAI_PUBLISHED="$${GONGKAI_PUBLISHED:-$$GONGKAI_WAREHOUSE/current/gongkai.duckdb}" $(PY) -m marimo run notebooks/panel.py

accuracy: setup ## 准确率卡 / made-up reports of every format, read and scored: docs/accuracy.md
	@$(PY) -m benchmarks.accuracy

bench: setup ## 速度对比 / the readers against plain code over the same files, and what gate 1 costs
	@$(PY) -m benchmarks.bench

coverage: setup ## [CORPUS=文件夹] 各类年报触及的读取代码 / which lines of the readers the sample, the card, real reports and your own reach
	@$(PY) -m benchmarks.coverage_by_corpus $${CORPUS:+--corpus "$$CORPUS"} $${OUT:+--out "$$OUT"}

test: setup ## 全部测试 / every test; what CI runs
	@$(MAKE) --no-print-directory -j2 lint types layers  # two of them use one core each most of the time
	@# three workers on two cores: a fifth of the time a test waits, for files, a browser or a process that starts
	@$(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder

lint: setup $(SQL_PASSED)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m orchestration.prepare
	@$(VENV)/bin/dg check defs

# A minute or more for all of them, so only those that changed since they passed.
$(SQL_PASSED): $(SQL) $(SQL_BASIS) | $(READY)
	@$(PY) -m sqlfluff lint --disable-progress-bar --processes 2 $(if $(filter $(SQL_BASIS),$?),$(SQL),$?)
	@mkdir -p $(@D) && touch $@

types: setup
	@$(PY) -m mypy

layers: setup
	@$(VENV)/bin/lint-imports

format: setup ## 排版 / format the code
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

lock: ## 重新锁定依赖（需要 uv） / lock the dependencies again (needs uv)
	uv pip compile --universal --python-version 3.11 --no-strip-extras --generate-hashes --no-header --group dev pyproject.toml -o requirements.lock

samples: setup ## 重新生成示例年报 / write the sample reports in landing/ again
	@$(PY) -m samples

clean: ## 删除缓存，不动数据 / remove caches, never data
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dbt_project/target dbt_project/logs
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
