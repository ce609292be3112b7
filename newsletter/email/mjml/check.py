"""Check a tree against MJML's component reference: tags, their places, attributes, values."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from newsletter.email.marks import Unmarked
from newsletter.email.mjml import css
from newsletter.email.mjml.attributes import IMPROPER, Fault, attribute_faults
from newsletter.email.mjml.components import COMPONENTS, REFUSED, Component, parents_of
from newsletter.email.mjml.tokens import is_proper_name
from newsletter.email.mjml.tree import Comment, Element, Text
from newsletter.problems import Place, Problem, did_you_mean, warning


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
    if not is_proper_name(element.name):
        text = f"<{element.name}> is no proper name of a tag."
        yield Problem("mjml-html", text, IMPROPER, element.place)
    yield from _placed(attribute_faults(element.name, element.attributes), element, source)
    if component:
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


def _placed(faults: Iterable[Fault], element: Element, source: Unmarked) -> Iterator[Problem]:
    for fault in faults:
        at_attribute = fault.attribute and element.is_marked
        offset = element.offset_of(fault.attribute) if fault.attribute else 0
        place = source.place(offset) if at_attribute else element.place
        yield replace(fault.problem, place=place)


def _unknown_tag(element: Element) -> Problem:
    hint = (
        did_you_mean(element.name.lower(), COMPONENTS)
        or "docs/reference/templates.md lists the tags."
    )
    return Problem("mjml-tag", f"There is no tag <{element.name}>.", hint, element.place)


def _defaults(element: Element, source: Unmarked) -> Iterator[Problem]:
    """What stands in mj-attributes: mj-all, mj-class, or a component with its defaults."""
    if element.name not in COMPONENTS:
        yield _unknown_tag(element)
        return
    if element.is_closed and any(True for _ in element.elements):
        text = f"A <{element.name}> in <mj-attributes> cannot hold tags: the engine refuses them."
        hint = "Write the attributes into an mj-class of its own."
        yield Problem("mjml-unsupported", text, hint, element.place)
    yield from _placed(attribute_faults(element.name, element.attributes), element, source)


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
