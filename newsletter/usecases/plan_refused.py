"""The refusal of a plan that is stale, or that nobody may approve or has approved."""

from newsletter.errors import NewsletterError


class PlanRefused(NewsletterError):
    """The plan is stale or not approved: exit 6."""
