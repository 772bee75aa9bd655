from __future__ import annotations

import os
import subprocess
import sys
import threading
from importlib.util import find_spec

import pytest

from textmining.topics.lean import left_out

PROBE = """
import sys, warnings
import numpy, textmining.topics  # sets filters of its own
before = list(warnings.filters)
from textmining.topics.lean import import_bertopic
bertopic = import_bertopic()
assert not {"transformers", "umap", "numba"} & set(sys.modules), "loaded what is not used"
assert warnings.filters == before, "changed the filters of the process"
from importlib.util import find_spec
assert find_spec("umap") and find_spec("transformers"), "what was left out can still be had"
"""


def test_bertopic_comes_without_transformers_umap_and_numba() -> None:
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    subprocess.run([sys.executable, "-c", PROBE], check=True, env=environment, capture_output=True)


def test_module_is_left_out_in_the_block_and_for_this_thread_only() -> None:
    name = "colorsys"
    sys.modules.pop(name, None)
    elsewhere: list[object] = []
    with left_out(frozenset({name})):
        with pytest.raises(ModuleNotFoundError, match="left out"):
            find_spec(name)
        thread = threading.Thread(target=lambda: elsewhere.append(find_spec(name)))
        thread.start()
        thread.join()
    assert elsewhere[0] is not None
    assert find_spec(name) is not None
