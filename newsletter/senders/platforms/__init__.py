"""Platforms that keep the audience themselves: an edition is handed over as a whole."""
