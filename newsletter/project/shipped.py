"""Where the templates and samples are that come with the package."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def shipped() -> Path:
    """The folder that holds templates/, articles/, schedules/ and newsletter.toml.

    A wheel carries it in the package; a checkout of the repository is that folder itself.
    """
    installed = _PACKAGE / "shipped"
    return installed if installed.is_dir() else _PACKAGE.parent
