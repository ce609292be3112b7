"""Servers that are started for real, once for all tests of this room; see `make test-servers`."""

import os
from collections.abc import Iterator

import pytest

from tests.servers.pds import NotInstalled, Pds, running
from tests.servers.proxy import Proxy, proxy_to


@pytest.fixture(scope="session")
def pds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pds]:
    """A Bluesky server; where there can be none its tests are not run, but in CI they must be."""
    try:
        with running(tmp_path_factory.mktemp("pds")) as started:
            yield started
    except NotInstalled as why:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{why}, and CI=true wants every test to run")
        pytest.skip(str(why))


@pytest.fixture
def proxy(pds: Pds) -> Iterator[Proxy]:
    """A way to the server on which answers get lost."""
    with proxy_to(pds.port) as started:
        yield started
