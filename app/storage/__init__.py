"""Where the record is kept: tables, connections, the append-only events and what they project to."""
