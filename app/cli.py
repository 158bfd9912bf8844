"""The `foreseen` command."""
