# The commands of the course; `make` alone lists them. Plain make and sh, as macOS has them; what is
# more than a call lives in helpers/commands.

SHELL = /bin/sh
VENV = .venv
LISTS = requirements.txt constraints.txt
COLAB = _build/colab/env
PARALLEL = -n 2 --dist loadfile --no-loadscope-reorder
PYTHON ?=
NAMES =
FROM =
REPO =
ARGS =
# Not LANG or LANGUAGE: the environment has these, and they speak of something else.
LANG_ = both

# The first would take the pictures away, the second put colour codes into printed text.
unexport MPLBACKEND FORCE_COLOR

# Inside an activated conda environment that has everything, that environment is used as it is.
ifeq ($(PYTHON),)
ifneq ($(CONDA_PREFIX),)
ifeq ($(shell "$(CONDA_PREFIX)/bin/python" -m helpers.commands.environment --active >/dev/null 2>&1 && echo yes),yes)
VENV =
PYTHON = $(CONDA_PREFIX)/bin/python
endif
endif
endif

.PHONY: help run test lab data notebooks html slides student bench publish test-browser test-colab clean ready always

help:
	@printf '%s\n' \
	'사용법 / Usage: make 명령/COMMAND' \
	'' \
	'  run        환경과 데이터를 준비하고 모든 노트북을 실행합니다. 결과는 _build/run에 있습니다.' \
	'             Prepare everything, run every notebook; results in _build/run.' \
	'  test       단위 테스트와 노트북 출력 비교를 한 번에 합니다. / Unit tests, and all notebooks compared.' \
	'  lab        노트북을 JupyterLab으로 엽니다. / Open the notebooks in JupyterLab.' \
	'  data       데이터를 준비합니다. FROM=경로: 받아 둔 CIFAR-10에서.' \
	'             Prepare the images; FROM=path takes a CIFAR-10 that you already have.' \
	'  html       저장된 노트북을 _build/html에 웹 페이지로 만듭니다. / Stored notebooks as web pages, in _build/html.' \
	'  slides     발표 슬라이드를 _build/slides에 만듭니다. / Slides for the projector, in _build/slides.' \
	'  student    풀이를 뺀 사본을 _build/student에 만듭니다. / Copies without solutions, in _build/student.' \
	'  clean      .venv와 _build만 지웁니다. / Remove only .venv and _build.' \
	'' \
	'관리자용 / For maintainers' \
	'  notebooks  노트북을 제자리에서 다시 실행해 저장합니다. / Re-run the notebooks and store their outputs.' \
	'  bench      노트북별 시간과 메모리를 잽니다. / Time and memory per notebook.' \
	'  publish    REPO=https://github.com/you/fork: Colab, Binder, 내려받기의 주소를 모두 바꿉니다.' \
	'             Lead every Colab, Binder and download address to your repository.' \
	'  test-browser  노트북을 JupyterLab과 Chromium에서 시험합니다. 화면은 _build/browser에.' \
	'             Try the notebooks in JupyterLab and Chromium; pictures in _build/browser.' \
	'  test-colab    Colab의 버전으로, 빈 폴더에서 실행해 봅니다(환경 2 GB를 따로 만듭니다).' \
	'             Run them as Colab does; makes an environment of 2 GB.' \
	'' \
	'  NAMES="3-1 3-2"    run, html, slides, student, notebooks, bench, test-colab: 고른 노트북만 / only these notebooks' \
	'  LANG_=ko           html, slides: 한 언어로(ko, en). 없으면 두 언어(both). / In one language; both by default.' \
	'  PYTHON=/path       이 Python(3.11-3.13)으로 .venv를 만듭니다. / Make .venv with this Python.' \
	'  VENV=              .venv 없이, 켜 둔 환경의 python을 씁니다. 필요한 것이 다 있는 conda 환경은' \
	'                     저절로 씁니다. / Use the python of the active environment, without .venv;' \
	'                     an active conda environment that has everything is used by itself.' \
	'  ARGS="..."         test, test-browser, lab: pytest, JupyterLab에 넘깁니다. / Passed to pytest or JupyterLab.' \
	'  CHROMIUM=/path     test-browser: 이 브라우저로 / with this browser'

run: data
	@$(RUN) -m helpers.commands.run run $(NAMES)

test: data
	@$(RUN) -m pytest $(PARALLEL) $(ARGS)

lab: data
	@$(RUN) -m jupyterlab $(ARGS) notebooks

data: ready
	@$(RUN) -m helpers.data $(if $(FROM),--from "$(FROM)")

html slides: ready
	@$(RUN) -m helpers.commands.export $@ $(NAMES) --language "$(LANG_)"

student: ready
	@$(RUN) -m helpers.commands.export student $(NAMES)

notebooks: ready
	@$(RUN) -m helpers.commands.run notebooks $(NAMES)

bench: data
	@$(RUN) -m helpers.commands.run bench $(NAMES)

# Needs only a Python, not the environment of the course: who forks for Colab may never install it.
publish:
	@for python in $(RUN) python3.13 python3.12 python3.11 python3 python; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    exec "$$python" -m helpers.commands.publish "$$REPO"; \
	  fi; \
	done; \
	printf '%s\n' 'Python 3.11 이상이 필요합니다. PYTHON=/path/to/python3으로 알려 주십시오.' \
	  'Python 3.11 or newer is needed; name it with PYTHON=/path/to/python3.' >&2; exit 1

test-browser: data
	@$(RUN) -m tests.browser $(ARGS)

test-colab:
	@$(MAKE) --no-print-directory ready VENV=$(COLAB) LISTS=tests/colab/requirements.txt
	@"$(COLAB)/bin/python" tests/colab/run.py $(NAMES) $(ARGS)

clean:
	rm -rf .venv _build

ifeq ($(strip $(VENV)),)
RUN = "$(or $(PYTHON),python)"
ready:
	@$(RUN) -m helpers.commands.environment --active
else
RUN = "$(VENV)/bin/python"
ready: $(VENV)/installed
	@:
endif

# Made again after a change of the lists, where a PYTHON is named, and where the Python that it was
# made from is gone. The first Python that starts, is 3.11-3.13 and can make an environment is taken.
$(VENV)/installed: $(LISTS) $(VENV)/bin/python $(if $(PYTHON),always)
	@seen=; \
	for python in $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3 python); do \
	  if "$$python" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	    >/dev/null 2>&1; then exec "$$python" -m helpers.commands.environment "$(VENV)" $(LISTS); fi; \
	  version=`"$$python" -V 2>/dev/null` && seen="$$seen $$version"; \
	done; \
	printf '%s\n' "Python 3.11, 3.12, 3.13 가운데 하나가 venv와 함께 필요합니다. 찾은 것:$${seen:- 없음}" \
	  '  Debian/Ubuntu: sudo apt install python3 python3-venv   macOS: brew install python@3.13' \
	  '  그 밖: https://www.python.org/downloads/ 다른 곳에 있으면 PYTHON=/path/to/python3.13 make run' \
	  "Python 3.11, 3.12 or 3.13 with venv is needed. Found:$${seen:- none}" \
	  '  Elsewhere: https://www.python.org/downloads/ or name it: PYTHON=/path/to/python3.13 make run' >&2; \
	exit 1

$(VENV)/bin/python always:
