"""The command's door: light, since each reading process that the command starts comes in by it too."""

from __future__ import annotations

import sys
from importlib import import_module

INTERRUPTED = 130


def main() -> None:
    """Run the command; an interrupt while it is still loading ends it without a word."""
    try:
        run = import_module("app.cli").main
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    run()


if __name__ == "__main__":
    main()
