"""A folder in which colleagues without the tool look at an edition: plain pages, no scripts."""
