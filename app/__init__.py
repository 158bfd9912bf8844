"""Foreseen: who predicted what, how sure they sounded, what happened, and how well calibrated they are."""

import os

# numpy and scipy read it when they are first imported. Threads of linear algebra spin while they wait for
# each other, which beside requests costs several times what they save on matrices of a thousand authors.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
