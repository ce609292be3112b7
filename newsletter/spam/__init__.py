"""Spam filters that are installed on this computer."""
