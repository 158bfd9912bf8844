"""Linear algebra takes no processor that requests could have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COUNT = """
import os
import {first}
import numpy as np
import scipy.linalg
np.ones((600, 600)) @ np.ones((600, 600))
scipy.linalg.lapack.dpotrf(np.eye(600))
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(
    not Path("/proc/self/task").is_dir() or (os.cpu_count() or 1) < 2,
    reason="threads are counted on Linux, where there is more than one core",
)
@pytest.mark.parametrize(("first", "alone"), [("app.scoring.brier", True), ("numpy", False)])
def test_a_process_of_ours_multiplies_in_one_thread(first: str, *, alone: bool) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    asked = subprocess.run(
        [sys.executable, "-c", COUNT.format(first=first)],
        env=kept,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (int(asked.stdout) == 1) is alone  # numpy by itself takes one for each core
