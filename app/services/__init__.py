"""Verbs that write or decide; each takes the record it writes to."""
