"""Signing in to a channel: what each network asks for, and where its secret is kept."""
