"""Posts on X: https://docs.x.com/x-api."""
