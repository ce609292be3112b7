"""Jinja2 in a sandbox: what runs a template, and what finds every mistake in it beforehand."""
