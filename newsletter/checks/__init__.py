"""Checks of a built edition, one noun a file; pure: what they are given is all they look at."""
