"""From a channel in newsletter.toml to its sender, with the secrets that it needs."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from newsletter.ports import ChannelContext, Clock, Secrets, Sender
from newsletter.problems import Problem
from newsletter.secrets.stored import PROJECT_FOLDER, StoredSecrets, required, stored_secrets
from newsletter.secrets.vault import ProjectVault
from newsletter.senders.registry import create
from newsletter.settings import ChannelSettings, Secret
from newsletter.usecases.workspace import Workspace

SMTP = "smtp"


def secrets_of(workspace: Workspace, folder: Path | None) -> StoredSecrets:
    """The secrets of a project; ``folder`` is that of --secrets-dir.

    Raises:
        UsageError: secrets-folder: there is no such folder.
    """
    name = workspace.settings.newsletter.name
    return stored_secrets(workspace.folder, name, folder=folder)


def open_sender(
    name: str, channel: ChannelSettings, workspace: Workspace, secrets: Secrets, clock: Clock
) -> Sender:
    """The sender of the channel ``name``.

    Raises:
        AuthRefused: secret-missing, secret-unreadable.
        UsageError: unknown-sender.
        UnusableInput: sender-broken, setting-invalid, path-outside-project.
    """
    if channel.sender == SMTP:
        # It asks for its password whenever a session opens, so that a new one is used at once.
        from newsletter.senders.smtp.sender import create_with

        return create_with(_context(name, channel.options, workspace, clock), secrets)
    vault = vault_of(workspace, secrets)
    references = {
        key: value.secret for key, value in channel.options.items() if isinstance(value, Secret)
    }
    values = {
        key: required(vault, secret, f"Channel '{name}'") for key, secret in references.items()
    }
    context = replace(
        _context(name, {**channel.options, **values}, workspace, clock),
        vault=vault,
        references=references,
    )
    return create(channel.sender, context)


def vault_of(workspace: Workspace, secrets: Secrets) -> ProjectVault:
    """Where senders keep what they renew by themselves."""
    return ProjectVault(secrets, workspace.folder / PROJECT_FOLDER)


def leaves_in_test_mode(name: str) -> Problem:
    """The finding for a channel that would leave this computer while the project must not."""
    text = f"Channel '{name}' leaves this computer, and the project is in test mode."
    hint = "Use the outbox, or set live = true in [safety] when everything is ready."
    return Problem("test-mode", text, hint)


def _context(
    name: str, options: Mapping[str, object], workspace: Workspace, clock: Clock
) -> ChannelContext:
    return ChannelContext(name, options, workspace.folder, clock)
