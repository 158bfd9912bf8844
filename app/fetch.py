"""Getting articles over HTTP, safely."""
