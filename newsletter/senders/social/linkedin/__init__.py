"""Posts on LinkedIn, as a person or a page, by its versioned Posts API."""
