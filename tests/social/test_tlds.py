"""The list of top-level domains, and the script that writes it."""

import runpy
from pathlib import Path

import pytest

from newsletter.social.tlds import longest_name, top_level_domains

SCRIPT = Path(__file__).parent.parent.parent / "scripts" / "tlds.py"
SAMPLE = """
// a remark
// ===BEGIN ICANN DOMAINS===
com
co.uk
*.ck
!www.ck
香港

// ===END ICANN DOMAINS===
// ===BEGIN PRIVATE DOMAINS===
pages.example
// ===END PRIVATE DOMAINS===
"""


@pytest.mark.parametrize(
    "name", ["com", "uk", "ck", "museum", "中国", "みんな", "پاکستان", "рф", "onion"]
)
def test_a_domain_ending_that_exists_is_known(name: str) -> None:
    assert name in top_level_domains()


@pytest.mark.parametrize("name", ["", "co.uk", "jpg", "example", "test", "COM", "#"])
def test_a_domain_ending_that_does_not_exist_is_not(name: str) -> None:
    assert name not in top_level_domains()


def test_the_longest_name_bounds_the_search() -> None:
    assert 10 < longest_name() < 64


def test_the_script_takes_the_last_labels_of_the_public_section() -> None:
    names = runpy.run_path(str(SCRIPT))["top_level_domains"](SAMPLE)
    assert names == ["ck", "com", "onion", "uk", "香港"]
