"""Mastodon, and the many servers that speak its API."""
