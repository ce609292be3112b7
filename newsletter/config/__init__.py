"""newsletter.toml as settings, with every problem at its line and column."""

from newsletter.config.file import Loaded, load, parse

__all__ = ["Loaded", "load", "parse"]
