"""Which conditional comments the newest Outlook for Windows looks into."""

import pytest

from newsletter.checks.compatibility_conditions import holds
from newsletter.checks.compatibility_markup import elements


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("mso", True),
        ("MSO | IE", True),
        ("IE", False),
        ("!mso", False),
        ("!IE", True),
        ("gte mso 9", True),
        ("gt mso 16", False),
        ("lte mso 11", False),
        ("lt mso 17", True),
        ("mso 16", True),
        ("mso 12", False),
        ("(gte mso 9)|(IE)", True),
        ("(gte mso 9)&(lt mso 16)", False),
        ("mso & !IE", True),
        ("!(mso)", False),
        ("!(mso | IE)", False),
        ("!mso & IE | mso", True),
        ("IE & (mso | mso)", False),
        ("true", True),
        ("false", False),
        ("vml", True),
        ("", True),
        ("???", True),
        ("(((", True),
    ],
)
def test_a_condition_holds_or_not(condition: str, expected: bool) -> None:
    assert holds(condition) is expected


@pytest.mark.parametrize(
    ("html", "readers"),
    [
        ("<b>", "everyone"),
        ("<!--[if mso]><b><![endif]-->", "outlook-windows"),
        ("<!--[if IE]><b><![endif]-->", "nobody"),
        ("<!--[if !mso]><!--><b><!--<![endif]-->", "all-others"),
        ("<!--[if !mso]><!-- --><b><!-- <![endif]-->", "all-others"),
        ("<!--[if !mso]>--><b><!--<![endif]-->", "all-others"),
        ("<![if !mso]><b><![endif]>", "all-others"),
        ("<!--[if mso]><!--><b><!--<![endif]-->", "everyone"),
        ("<!--[if !mso]><!--><!--[if mso]><b><![endif]--><!--<![endif]-->", "nobody"),
        ("<!--[if !mso]><!--><!--[if IE]><!--><b>", "all-others"),
        ("<!--[if !mso]><!--><!--<![endif]--><b>", "everyone"),
        ("<!--<![endif]--><b>", "everyone"),
        ("<!--[if mso]><i><![endif]--><b>", "everyone"),
    ],
)
def test_an_element_has_its_readers(html: str, readers: str) -> None:
    assert [element.readers for element in elements(html) if element.name == "b"] == [readers]


def test_a_conditional_comment_that_never_ends_hides_the_rest() -> None:
    assert [element.name for element in elements("<!--[if mso]><b>")] == ["!--"]
