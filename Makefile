# The commands of the course; `make` alone lists them. Plain make and sh, so that the make and the
# tools of macOS do. What is more than a call lives in helpers/environment.py, runner.py and export.

SHELL = /bin/sh
VENV = .venv
COLAB = _build/colab/env
PYTHON ?=
NAMES =
LANG_ = both
FROM =
REPO =
ARGS =
LISTS =

# Inside an activated conda environment that has everything, that environment is used as it is.
ifeq ($(PYTHON),)
ifneq ($(CONDA_PREFIX),)
ifeq ($(shell "$(CONDA_PREFIX)/bin/python" -m helpers.environment --active >/dev/null 2>&1 && echo yes),yes)
VENV =
PYTHON = $(CONDA_PREFIX)/bin/python
endif
endif
endif

ifeq ($(strip $(VENV)),)
RUN = "$(or $(PYTHON),python)"
else
RUN = "$(VENV)/bin/python"
endif

.PHONY: help ready run test test-browser lab data notebooks html slides student bench publish test-colab clean

help:
	@printf '%s\n' \
	'사용법 / Usage: make 명령/COMMAND' \
	'' \
	'  run        환경과 데이터를 준비하고 모든 노트북을 실행합니다. 결과는 _build/run에 있습니다.' \
	'             Prepare everything, run every notebook; results in _build/run.' \
	'  test       단위 테스트와 노트북 출력 비교를 한 번에 합니다. / Unit tests, and all notebooks compared.' \
	'  test-browser  (관리자) 노트북을 JupyterLab과 Chromium에서 시험합니다. 화면은 _build/browser에.' \
	'             (maintainers) Try the notebooks in JupyterLab and Chromium; pictures in _build/browser.' \
	'  lab        노트북을 JupyterLab으로 엽니다. / Open the notebooks in JupyterLab.' \
	'  data       데이터를 준비합니다. FROM=경로: 받아 둔 CIFAR-10에서.' \
	'             Prepare the images; FROM=path takes a CIFAR-10 that you already have.' \
	'  html       저장된 노트북을 _build/html에 웹 페이지로 만듭니다. / Stored notebooks as web pages, in _build/html.' \
	'  slides     발표 슬라이드를 _build/slides에 만듭니다. / Slides for the projector, in _build/slides.' \
	'  student    풀이를 뺀 사본을 _build/student에 만듭니다. / Copies without solutions, in _build/student.' \
	'  notebooks  (관리자) 노트북을 제자리에서 다시 실행해 저장합니다. / (maintainers) Re-run and store them.' \
	'  bench      (관리자) 노트북별 시간과 메모리를 잽니다. / (maintainers) Time and memory per notebook.' \
	'  publish    REPO=https://github.com/you/fork: Colab, Binder, 내려받기의 주소를 모두 바꿉니다.' \
	'             Lead every Colab, Binder and download address to your repository.' \
	'  test-colab (관리자) Colab의 버전으로, 빈 폴더에서 실행해 봅니다(환경 2 GB를 따로 만듭니다).' \
	'             (maintainers) Run them as Colab does; makes an environment of 2 GB.' \
	'  clean      .venv와 _build만 지웁니다. / Remove only .venv and _build.' \
	'' \
	'  NAMES="3-1 3-2"    run, html, slides, student, notebooks, bench, test-colab: 고른 노트북만 / only these notebooks' \
	'  LANG_=ko           html, slides: 한 언어로(ko, en). 없으면 두 언어(both). / In one language; both by default.' \
	'  PYTHON=/path       이 Python(3.11-3.13)으로 .venv를 만듭니다. / Make .venv with this Python.' \
	'  VENV=              .venv 없이, 켜 둔 환경의 python을 씁니다. 필요한 것이 다 있는 conda 환경은' \
	'                     저절로 씁니다. / Use the python of the active environment, without .venv;' \
	'                     an active conda environment that has everything is used by itself.' \
	'  ARGS="..."         test, test-browser, lab: pytest, JupyterLab에 넘깁니다.' \
	'                     Passed to pytest or JupyterLab.' \
	'  CHROMIUM=/path     test-browser: 이 브라우저로 / with this browser'

run: data
	@$(RUN) -m helpers.runner run $(NAMES)

test: data
	@$(RUN) -m pytest $(ARGS)

test-browser: data
	@$(RUN) -m tests.browser $(ARGS)

lab: data
	@$(RUN) -m jupyterlab $(ARGS) notebooks

data: ready
	@$(RUN) -m helpers.data $(if $(FROM),--from "$(FROM)")

notebooks: ready
	@$(RUN) -m helpers.runner notebooks $(NAMES)

html slides: ready
	@$(RUN) -m helpers.export $@ $(NAMES) --language "$(LANG_)"

student: ready
	@$(RUN) -m helpers.export student $(NAMES)

bench: data
	@$(RUN) -m helpers.runner bench $(NAMES)

# Needs only a Python, not the environment of the course: who forks for Colab may never install it.
publish:
	@for python in $(RUN) python3.13 python3.12 python3.11 python3 python; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    exec "$$python" -m helpers.course "$$REPO"; \
	  fi; \
	done; \
	printf '%s\n' 'Python 3.11 이상이 필요합니다. PYTHON=/path/to/python3으로 알려 주십시오.' \
	  'Python 3.11 or newer is needed; name it with PYTHON=/path/to/python3.' >&2; exit 1

test-colab:
	@$(MAKE) --no-print-directory ready VENV=$(COLAB) LISTS=tests/colab/requirements.txt
	@"$(COLAB)/bin/python" tests/colab/run.py $(NAMES) $(ARGS)

clean:
	rm -rf .venv _build

# The first Python that starts (a broken shim does not), is 3.11-3.13 and can make an environment.
# LISTS names other lists of packages than the course's own, for test-colab.
ready:
	@if [ -z "$(strip $(VENV))" ]; then \
	  if $(RUN) -c '' 2>/dev/null; then exec $(RUN) -m helpers.environment --active; fi; \
	  printf '%s\n' 'python을 실행할 수 없습니다. 환경을 켜거나 VENV= 없이 실행해 주십시오.' \
	    'There is no python to run. Activate an environment, or leave out VENV=.' >&2; exit 1; \
	fi; \
	if [ -z "$(PYTHON)" ] && "$(VENV)/bin/python" -c '' 2>/dev/null && \
	  cat $(or $(LISTS),requirements.txt constraints.txt) | cmp -s - "$(VENV)/installed.txt"; then exit 0; fi; \
	seen=; bare=; \
	for python in $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3 python); do \
	  version=`"$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null` || continue; \
	  case $$version in 3.11|3.12|3.13) ;; *) seen="$$seen $$python=$$version"; continue;; esac; \
	  if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	    exec "$$python" -m helpers.environment "$(VENV)" $(LISTS); \
	  fi; \
	  bare=$$version; \
	done; \
	if [ -n "$$bare" ]; then \
	  printf '%s\n' "Python $$bare에 venv가 없습니다. Debian/Ubuntu: sudo apt install python$$bare-venv" \
	    "Python $$bare cannot make environments. Debian/Ubuntu: sudo apt install python$$bare-venv" >&2; \
	  exit 1; \
	fi; \
	printf '%s\n' "Python 3.11, 3.12, 3.13 가운데 하나가 필요합니다. 찾은 것:$${seen:- 없음}" \
	  '  Debian/Ubuntu: sudo apt install python3 python3-venv   macOS: brew install python@3.13' \
	  '  그 밖: https://www.python.org/downloads/ 다른 곳에 있으면 PYTHON=/path/to/python3.13 make run' \
	  "Python 3.11, 3.12 or 3.13 is needed. Found:$${seen:- none}" \
	  '  Elsewhere: https://www.python.org/downloads/ or name it: PYTHON=/path/to/python3.13 make run' >&2; \
	exit 1
