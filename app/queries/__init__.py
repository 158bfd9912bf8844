"""Read models: SELECT to plain values, ready to be shown."""
