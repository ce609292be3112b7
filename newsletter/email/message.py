"""The names of mails."""

from newsletter.email.mailbox import parse_mailbox
from newsletter.email.parts import digest


def message_id(seed: str, sender: str) -> str:
    """The Message-ID, with its angle brackets, of the mail with this seed and sender.

    Raises:
        ValueError: ``sender`` holds no address.
    """
    return f"<{digest('message', seed)}@{parse_mailbox(sender).domain}>"
