import pytest

from newsletter.email.dmarc import is_aligned


@pytest.mark.parametrize(
    ("signing", "author"),
    [
        ("acme.example", "acme.example"),
        ("acme.example", "ACME.Example"),
        ("acme.example", "news.acme.example"),
        ("mail.acme.example", "acme.example"),
        ("mail.acme.example", "news.acme.example"),
        ("mail.acme.co.uk", "news.acme.co.uk"),
        ("mail.vw.de", "news.vw.de"),
        ("co.example", "news.co.example"),
    ],
)
def test_domains_of_one_organization_are_aligned(signing: str, author: str) -> None:
    assert is_aligned(signing, author)


@pytest.mark.parametrize(
    ("signing", "author"),
    [
        ("acme.example", "other.example"),
        ("acme.example", "notacme.example"),
        ("acme.co.uk", "other.co.uk"),
        ("a.acme.or.jp", "acme.ne.jp"),
        ("acme.example", "acme.example.com"),
        ("example", ""),
    ],
)
def test_domains_of_two_organizations_are_not(signing: str, author: str) -> None:
    assert not is_aligned(signing, author)
