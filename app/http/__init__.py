"""What the REST API and the pages share: how a request is read, how errors and unchanged answers are told."""
