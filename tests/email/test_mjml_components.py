"""The table of components: what it allows the engine takes, and what it does not is said."""

import pytest

from newsletter.email.mjml.components import COMPONENTS, EVERYWHERE, REFUSED, parents_of
from newsletter.email.mjml.kinds import Kind
from newsletter.email.render import Rendered, render_html
from newsletter.email.templates import DictTemplates

HEAD = {"mj-head", *COMPONENTS["mj-head"].children, "mj-attributes", "mj-all", "mj-class"}
NOT_RENDERED = {"mjml", "mj-selector", "mj-html-attribute", "mj-all", "mj-class", *REFUSED}
RENDERED = sorted(set(COMPONENTS) - NOT_RENDERED)
# One value of each kind that is no list of words.
SAMPLES = ("Text 1", "#0b6e4f", "17px", "1.5", "7", "auto")
CLASSES = '<mj-attributes><mj-class name="Text" /><mj-class name="1" /></mj-attributes>'


def sample(kind: Kind) -> str:
    known = [value for value in (*kind.choices, *SAMPLES) if kind.takes(value)]
    return known[0]


def tag(name: str, attributes: str = "", inner: str = "") -> str:
    component = COMPONENTS[name]
    names = [one for one in component.required if f" {one}=" not in attributes]
    required = "".join(f' {one}="{sample(component.attributes[one])}"' for one in names)
    return f"<{name}{required}{attributes}>{inner}</{name}>"


def document(name: str, attributes: str = "") -> str:
    """A whole template in which ``name`` stands where it belongs."""
    inner = tag(name, attributes)
    while name not in ("mj-head", "mj-body"):
        name = parents_of(name)[0]
        inner = tag(name, inner=inner)
    if name == "mj-head":
        return f"<mjml>{inner}<mj-body></mj-body></mjml>"
    return f"<mjml><mj-head>{CLASSES}</mj-head>{inner}</mjml>"


def render(text: str) -> Rendered:
    return render_html("t.mjml", {}, DictTemplates({"t.mjml": text}))


def errors(text: str) -> list[str]:
    return [str(problem) for problem in render(text).problems if problem.severity == "error"]


ATTRIBUTES = [
    (name, attribute, kind)
    for name in RENDERED
    for attribute, kind in {
        **COMPONENTS[name].attributes,
        **({} if name in HEAD or name == "mj-raw" else EVERYWHERE),
    }.items()
]


@pytest.mark.parametrize("name", RENDERED)
def test_each_component_compiles_where_it_belongs(name: str) -> None:
    rendered = render(document(name))
    assert errors(document(name)) == []
    assert rendered.html


@pytest.mark.parametrize(
    ("name", "attribute", "kind"), ATTRIBUTES, ids=[f"{row[0]} {row[1]}" for row in ATTRIBUTES]
)
def test_each_attribute_compiles_with_a_value_of_its_kind(
    name: str, attribute: str, kind: Kind
) -> None:
    text = document(name, f' {attribute}="{sample(kind)}"')
    assert errors(text) == []
    assert render(text).html


STRICT = [row for row in ATTRIBUTES if row[2].pattern and not row[2].takes("?! x")]


@pytest.mark.parametrize(
    ("name", "attribute", "kind"), STRICT, ids=[f"{row[0]} {row[1]}" for row in STRICT]
)
def test_each_attribute_with_a_kind_refuses_what_is_none(
    name: str, attribute: str, kind: Kind
) -> None:
    (error,) = errors(document(name, f' {attribute}="?! x"'))
    assert f"'{attribute}' of <{name}> cannot be '?! x'. It takes {kind.words}." in error


@pytest.mark.parametrize("name", RENDERED)
def test_an_unknown_attribute_of_each_component_is_said(name: str) -> None:
    (error,) = errors(document(name, ' colr="red"'))
    assert f"'colr' is no attribute of <{name}>." in error


MISPLACED = [
    (parent, child)
    for parent in ("mj-head", "mj-body", "mj-section", "mj-group", "mj-column", "mj-social")
    for child in RENDERED
    if child not in COMPONENTS[parent].children
]


@pytest.mark.parametrize(("parent", "child"), MISPLACED)
def test_a_component_in_the_wrong_place_is_said(parent: str, child: str) -> None:
    text = document(parent).replace(f"</{parent}>", f"{tag(child)}</{parent}>")
    assert any(f"<{child}> cannot stand in <{parent}>." in error for error in errors(text))


@pytest.mark.parametrize(
    ("value", "is_color"),
    [
        ("#fff", True),
        ("#FFFF", True),
        ("#0b6e4f", True),
        ("#0b6e4fcc", True),
        ("rgb(1, 2, 3)", True),
        ("rgba(1,2,3,.5)", True),
        ("hsl(120deg 50% 50% / 0.5)", True),
        ("Navy", True),
        ("transparent", True),
        ("#ff", False),
        ("#fffff", False),
        ("0b6e4f", False),
        ("rgb(1, 2, 3", False),
        ("navi", False),
        ("", False),
    ],
)
def test_a_color_is_a_color(value: str, is_color: bool) -> None:
    assert COMPONENTS["mj-text"].attributes["color"].takes(value) is is_color


@pytest.mark.parametrize(
    ("value", "is_padding"),
    [
        ("0", True),
        ("10px", True),
        ("10px 5%", True),
        ("1px 2px 3px 4px", True),
        (" 1px  2px ", True),
        ("1px 2px 3px 4px 5px", False),
        ("10", False),
        ("10 px", False),
        ("-1px", False),
        ("1em", False),
    ],
)
def test_a_padding_has_one_to_four_sizes(value: str, is_padding: bool) -> None:
    assert COMPONENTS["mj-text"].attributes["padding"].takes(value) is is_padding
