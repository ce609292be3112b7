"""Posts for social networks: limits, counting, composing, facets. Pure."""
