# Everything needs Python 3.11 and nothing else; the environment is made in .venv.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready
# Threads beyond the number of cores make the encoders many times slower.
CORES := $(shell nproc 2>/dev/null || sysctl -n hw.ncpu)
export OMP_NUM_THREADS ?= $(CORES)
export OPENBLAS_NUM_THREADS ?= $(CORES)

.PHONY: run test proofs check models lock clean

run: $(READY)                ## the main job on the demo study; prints where the portal is
	$(BIN)/textmining run data/demo/monitor.toml

test: $(READY)               ## the tests
	$(BIN)/pytest -n $(CORES) --dist loadgroup -m "not proof"

proofs: $(READY)             ## the slow proofs
	$(BIN)/pytest -m proof --timeout 7200

check: $(READY)              ## style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

models: $(READY)             ## with a network: the larger Dutch language model and encoder, which "auto" then prefers
	$(BIN)/python -m spacy download nl_core_news_lg
	$(BIN)/python -c "from sentence_transformers import SentenceTransformer; \
	SentenceTransformer('clips/e5-base-trm-nl').save('models/e5-base-trm-nl', safe_serialization=True)"

# torch goes first and by itself: where a build without CUDA is at hand, pip then takes that one.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info[:2] != (3, 11) and 'Python 3.11 is needed: make PYTHON=/path/to/python3.11')"
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet torch==2.13.0
	$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	touch $(READY)

UNLOCKED := torch triton cuda-bindings cuda-pathfinder cuda-toolkit nvidia-cublas nvidia-cuda-cccl nvidia-cuda-cupti \
	nvidia-cuda-nvrtc nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile nvidia-curand nvidia-cusolver \
	nvidia-cusparse nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvjitlink nvidia-nvshmem-cu13 nvidia-nvtx
lock:                        ## resolve the dependencies anew (what torch brings by itself stays out)
	$(PYTHON) -m venv .venv/lock && .venv/lock/bin/pip install --quiet uv
	.venv/lock/bin/uv pip compile --quiet pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header $(foreach p,$(UNLOCKED),--no-emit-package $(p)) \
		--output-file requirements.lock

clean:
	rm -rf .venv
