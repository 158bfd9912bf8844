"""The pages: HTML for readers and curators, each with its JSON and CSV twin."""
