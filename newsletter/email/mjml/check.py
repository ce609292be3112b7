"""Check a tree against MJML's component reference: tags, their places, attributes, values."""

from collections.abc import Iterator, Mapping

from newsletter.email.marks import Unmarked
from newsletter.email.mjml import css
from newsletter.email.mjml.components import (
    ANY_ATTRIBUTE,
    COMPONENTS,
    EVERYWHERE,
    REFUSED,
    Component,
    parents_of,
)
from newsletter.email.mjml.kinds import Kind, takes
from newsletter.email.mjml.tokens import Attribute, is_proper_name
from newsletter.email.mjml.tree import Comment, Element, Text
from newsletter.problems import Place, Problem, did_you_mean, warning

_WITHOUT_CLASSES = (
    "mjml",
    "mj-head",
    "mj-raw",
    "mj-style",
    "mj-font",
    "mj-breakpoint",
    "mj-html-attribute",
)


def check(root: Element, source: Unmarked) -> Iterator[Problem]:
    """Every problem of the tree, but for its balance, which its builder has reported."""
    yield from _roots(root)
    for element in root.elements:
        yield from _element(element, source)


def _roots(root: Element) -> Iterator[Problem]:
    mjmls = [element for element in root.elements if element.name == "mjml"]
    for element in root.elements:
        if element.name != "mjml" and element.name in COMPONENTS:
            text = f"<{element.name}> stands outside <mjml>."
            yield Problem("mjml-child", text, "Move it into <mj-body> or <mj-head>.", element.place)
    if not mjmls:
        hint = "A template is <mjml><mj-body> ... </mj-body></mjml>."
        yield Problem(
            "mjml-root", "The template has no <mjml>.", hint, Place(root.place.file, 1, 1)
        )
    for extra in mjmls[1:]:
        yield Problem("mjml-root", "There is a second <mjml>.", "Remove it.", extra.place)
    for mjml in mjmls[:1]:
        yield from _bodies(mjml)


def _bodies(mjml: Element) -> Iterator[Problem]:
    for name in ("mj-body", "mj-head"):
        found = [element for element in mjml.elements if element.name == name]
        for extra in found[1:]:
            yield Problem("mjml-root", f"There is a second <{name}>.", "Join the two.", extra.place)
        if not found and name == "mj-body":
            yield Problem("mjml-root", "The <mjml> has no <mj-body>.", "Add one.", mjml.place)


def _element(element: Element, source: Unmarked) -> Iterator[Problem]:
    component = COMPONENTS.get(element.name)
    yield from _duplicates(element, source)
    yield from _improper(element, source)
    if component:
        yield from _attributes(element, component, source)
        yield from _particular(element, component)
        yield from _content(element, component)
    elif element.name.lower().startswith("mj"):
        yield _unknown_tag(element)
    elif element.name in ("style", "script"):
        yield from _verbatim(element)
    for child in element.elements:
        if element.name == "mj-attributes":
            yield from _defaults(child, source)
        else:
            yield from _element(child, source)


def _unknown_tag(element: Element) -> Problem:
    hint = (
        did_you_mean(element.name.lower(), COMPONENTS)
        or "docs/reference/templates.md lists the tags."
    )
    return Problem("mjml-tag", f"There is no tag <{element.name}>.", hint, element.place)


def _defaults(element: Element, source: Unmarked) -> Iterator[Problem]:
    """What stands in mj-attributes: mj-all, mj-class, or a component with its defaults."""
    yield from _duplicates(element, source)
    component = COMPONENTS.get(element.name)
    if component is None:
        yield _unknown_tag(element)
        return
    if element.is_closed and any(True for _ in element.elements):
        text = f"A <{element.name}> in <mj-attributes> cannot hold tags: the engine refuses them."
        hint = "Write the attributes into an mj-class of its own."
        yield Problem("mjml-unsupported", text, hint, element.place)
    if element.name in ("mj-all", "mj-class"):
        component = Component(
            "nothing", {**ANY_ATTRIBUTE, **component.attributes}, required=component.required
        )
    yield from _attributes(element, component, source)


def _improper(element: Element, source: Unmarked) -> Iterator[Problem]:
    """Names that browsers take and the engine's XML parser does not."""
    hint = "Names have letters, digits and hyphens; look for a missing quotation mark or space."
    if not is_proper_name(element.name):
        text = f"<{element.name}> is no proper name of a tag."
        yield Problem("mjml-html", text, hint, element.place)
    for attribute in element.attributes:
        if not is_proper_name(attribute.name):
            text = f"'{attribute.name}' is no proper name of an attribute."
            yield Problem("mjml-html", text, hint, _place(attribute, element, source))


def _duplicates(element: Element, source: Unmarked) -> Iterator[Problem]:
    seen: set[str] = set()
    for attribute in element.attributes:
        if attribute.name in seen:
            text = f"<{element.name}> has '{attribute.name}' twice; engines differ on which counts."
            place = _place(attribute, element, source)
            yield Problem("mjml-duplicate", text, "Remove one of them.", place)
        seen.add(attribute.name)


def _attributes(element: Element, component: Component, source: Unmarked) -> Iterator[Problem]:
    known: Mapping[str, Kind] = component.attributes
    if element.name not in _WITHOUT_CLASSES:
        known = {**known, **EVERYWHERE}
    for attribute in element.attributes:
        kind = known.get(attribute.name)
        if kind is None:
            if not attribute.name.startswith("xmlns"):
                yield _unknown_attribute(element, attribute, known, source)
        elif not takes(kind, attribute.value or ""):
            yield _bad_value(element, attribute, kind, source)
        elif attribute.name in component.ignored:
            text = f"The engine does nothing with '{attribute.name}' of <{element.name}>."
            yield warning("mjml-ignored", text, "Remove it.", _place(attribute, element, source))
        elif attribute.name in component.unfaithful:
            text = f"The engine does not render '{attribute.name}' of <{element.name}> faithfully."
            hint = "Set all four sides in one attribute."
            yield warning("mjml-ignored", text, hint, _place(attribute, element, source))
    names = {attribute.name for attribute in element.attributes}
    for name in component.required:
        if name not in names:
            text = f"<{element.name}> has no '{name}'."
            yield Problem("mjml-required", text, f'Add {name}="...".', element.place)


def _unknown_attribute(
    element: Element, attribute: Attribute, known: Mapping[str, Kind], source: Unmarked
) -> Problem:
    text = f"'{attribute.name}' is no attribute of <{element.name}>."
    hint = (
        did_you_mean(attribute.name.lower(), known)
        or f"It takes {', '.join(sorted(known)) or 'none'}."
    )
    return Problem("mjml-attribute", text, hint, _place(attribute, element, source))


def _bad_value(element: Element, attribute: Attribute, kind: Kind, source: Unmarked) -> Problem:
    value = attribute.value or ""
    shown = value if len(value) <= 40 else f"{value[:40]}..."
    text = f"'{attribute.name}' of <{element.name}> cannot be '{shown}'."
    return Problem("mjml-value", text, kind.hint(value), _place(attribute, element, source))


def _place(attribute: Attribute, element: Element, source: Unmarked) -> Place:
    return source.place(attribute.at) if element.is_marked else element.place


def _content(element: Element, component: Component) -> Iterator[Problem]:
    if element.name == "mj-attributes":
        return
    if component.content == "tags":
        yield from _children(element, component)
    elif component.content == "css":
        yield from _verbatim(element)
    elif element.is_closed:
        yield from _foreign(element, component)


def _children(element: Element, component: Component) -> Iterator[Problem]:
    for child in element.children:
        if isinstance(child, Element):
            yield from _child(element, child, component)
        elif isinstance(child, Comment):
            text = f"A conditional comment cannot stand in <{element.name}>."
            yield Problem("mjml-child", text, "Put it into an <mj-raw>.", element.place)
        elif child.text.strip():
            text = f"Text cannot stand in <{element.name}>: '{_short(child.text)}'."
            hint = (
                "Put it into an <mj-text>."
                if "mj-text" in component.children
                else "Move or remove it."
            )
            yield Problem("mjml-text", text, hint, element.place)


def _child(parent: Element, child: Element, component: Component) -> Iterator[Problem]:
    if child.name in component.children or child.name == "mj-include":
        return
    if child.name in COMPONENTS:
        parents = " or ".join(f"<{name}>" for name in parents_of(child.name)) or "<mj-attributes>"
        text = f"<{child.name}> cannot stand in <{parent.name}>."
        yield Problem("mjml-child", text, f"It belongs in {parents}.", child.place)
    elif not child.name.lower().startswith("mj"):
        text = f"<{child.name}> cannot stand in <{parent.name}>."
        hint = "Put HTML into an <mj-text> or an <mj-raw>."
        yield Problem("mjml-child", text, hint, child.place)


def _foreign(element: Element, component: Component) -> Iterator[Problem]:
    """Tags in a component that holds only HTML, only text, or nothing."""
    for child in element.elements:
        if child.name in COMPONENTS:
            text = f"<{child.name}> cannot stand in <{element.name}>."
            hint = f"Close the <{element.name}> before it."
            yield Problem("mjml-child", text, hint, child.place)
    for text_node in element.children:
        has_text = isinstance(text_node, Text) and text_node.text.strip()
        if has_text and component.content == "nothing":
            text = f"<{element.name}> cannot hold text."
            yield Problem("mjml-text", text, "Put it into an <mj-text>.", element.place)
        elif isinstance(text_node, Text) and component.content == "text" and "<" in text_node.text:
            text = f"<{element.name}> holds plain text only."
            yield Problem(
                "mjml-text", text, "Remove the tags in it; write '<' as '&lt;'.", element.place
            )


def _verbatim(element: Element) -> Iterator[Problem]:
    """A '<' in what is no markup: the engine's XML parser sees a tag in it all the same."""
    for child in element.children:
        if not isinstance(child, Text) or "<" not in child.text:
            continue
        text = f"The engine cannot read a '<' in <{element.name}>."
        if element.name == "script":
            yield Problem("mjml-verbatim", text, "In JSON, write it as \\u003c.", element.place)
        elif css.has_bare_less_than(child.text):
            hint = "Write a range as (max-width: 600px)."
            yield Problem("mjml-verbatim", text, hint, element.place)


def _particular(element: Element, component: Component) -> Iterator[Problem]:
    """What is known about single components."""
    if component.unsupported:
        yield _unsupported(element, component.unsupported)
    if element.name == "mj-image" and element.get("alt") is None:
        text = "The picture has no alt text."
        hint = 'Say what it shows, or write alt="" if it only decorates.'
        yield warning("mjml-alt", text, hint, element.place)
    if element.name == "mj-social-element" and not element.get("src"):
        text = "Without a src the icon comes from a server of MJML's maker."
        yield warning("mjml-social", text, "Give it a src of your own.", element.place)


def _unsupported(element: Element, instead: str) -> Problem:
    if element.name in REFUSED:
        text = f"The engine refuses <{element.name}>."
        return Problem("mjml-unsupported", text, instead, element.place)
    text = f"The engine does not render <{element.name}> faithfully."
    return warning("mjml-unsupported", text, instead, element.place)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 30 else f"{words[:30]}..."
