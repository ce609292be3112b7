"""Senders of posts, one network each."""
