"""A receiver of our own JSON: Standard Webhooks."""
