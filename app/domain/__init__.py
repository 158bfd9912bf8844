"""The words of the field and their rules: no framework, database, clock or network."""
