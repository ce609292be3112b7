"""Bluesky, and any other server that speaks the AT Protocol: https://atproto.com/specs."""
