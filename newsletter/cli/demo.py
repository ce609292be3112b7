"""stub"""

from newsletter.cli.screen import Screen


def demo(screen: Screen) -> int:
    """Stub."""
    return screen.finish({})
