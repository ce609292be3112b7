"""The key that signs links. It is made once, kept with the project's secrets, and can be changed.

The secret ``unsubscribe-key`` holds one key on each line, the newest first: the first one signs,
and each of them is accepted, so that the links in mails of long ago go on working.
"""

import secrets as chance
from pathlib import Path

from newsletter.errors import UnusableInput
from newsletter.ports import Secrets
from newsletter.problems import Problem
from newsletter.secrets.private import write_private_once
from newsletter.secrets.stored import PROJECT_FOLDER, required

NAME = "unsubscribe-key"
SHORTEST = 16

_BYTES = 32


def signing_keys(secrets: Secrets) -> tuple[bytes, ...]:
    """Every key, the one that signs first.

    Raises:
        AuthRefused: secret-missing, secret-unreadable.
        UnusableInput: secret-invalid: a key is too short to be one.
    """
    value = required(secrets, NAME, "Links to unsubscribe cannot be signed")
    lines = tuple(line.strip() for line in value.splitlines() if line.strip())
    if not lines or any(len(line) < SHORTEST for line in lines):
        text = f"The secret '{NAME}' holds a key of fewer than {SHORTEST} characters."
        raise UnusableInput(Problem("secret-invalid", text, "Make one: openssl rand -hex 32"))
    return tuple(line.encode("utf-8", "surrogatepass") for line in lines)


def ensure_signing_key(secrets: Secrets, project: Path) -> Path | None:
    """Make the key of a new project, if no place has one; the file that was written.

    Nobody but the owner may read it. Two processes at once end up with one key.

    Raises:
        AuthRefused: secret-unreadable.
        UnusableInput: cannot-write.
    """
    if secrets.get(NAME):
        return None
    path = project / PROJECT_FOLDER / NAME
    return path if write_private_once(path, f"{chance.token_hex(_BYTES)}\n".encode()) else None
