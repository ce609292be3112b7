"""Secrets: passwords, tokens, and the key that signs links. No value of one is ever shown."""
