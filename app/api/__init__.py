"""JSON under /api/v1: one module a resource, one way to read requests, one way to refuse them."""
