"""Leaving the newsletter by a signed link, whatever else is going on at the moment."""

from dataclasses import dataclass

from newsletter.audience.addresses import Address, read_address
from newsletter.editions.tokens import Rejection, Subject, verify
from newsletter.ports import Clock, Secrets
from newsletter.secrets.signing import signing_keys
from newsletter.store.opening import Store
from newsletter.store.suppressions import suppress


@dataclass(frozen=True, slots=True)
class Door:
    """The way out. Keys are looked up each time, so that a rotation needs no restart."""

    store: Store
    secrets: Secrets
    clock: Clock

    def subject(self, token: str) -> Subject | Rejection:
        """Whom a link is for, if we signed it.

        Raises:
            AuthRefused: secret-missing, secret-unreadable.
            UnusableInput: secret-invalid.
        """
        return verify(token, signing_keys(self.secrets))

    def leave(self, subject: Subject) -> None:
        """Never write to this person again; once more changes nothing.

        Raises:
            NewsletterError: the store failed.
        """
        reason = f"unsubscribed from {subject.edition}"
        with self.store.writing() as transaction:
            suppress(transaction, [_key(subject)], reason, self.clock.now())

    def is_open(self) -> None:
        """Do nothing, unless the store cannot be read.

        Raises:
            NewsletterError: the store failed.
        """
        with self.store.reading():
            return


def _key(subject: Subject) -> str:
    """The address as lists compare it; what no list would take is kept as it was signed."""
    found = read_address(subject.key)
    return found.key if isinstance(found, Address) else subject.key
