"""`python -m app.cli` is `foreseen`."""

from app.cli import main

main()
