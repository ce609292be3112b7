"""TOML to settings, with the line and column of everything that is wrong."""
