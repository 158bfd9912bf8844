"""How a job and its answer are framed on the pipes between the parent and its parsing child."""

from __future__ import annotations

import struct

REQUEST = struct.Struct(">II")  # bytes of JSON about the job, bytes of the page
ANSWER = struct.Struct(">I")  # bytes of JSON
