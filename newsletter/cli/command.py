"""A function as a command that takes the global flags, before its name and after it."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any

import typer

from newsletter.cli.flags import Flags
from newsletter.cli.screen import Screen
from newsletter.version import __version__


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"newsletter {__version__}")
        raise typer.Exit


def _option(*names: str, text: str, hidden: bool, metavar: str | None = None) -> Any:
    return typer.Option(*names, help=text, hidden=hidden, metavar=metavar, show_default=False)


def _parameters(*, hidden: bool) -> list[Parameter]:
    """The global flags as parameters. A command hides them: `newsletter --help` shows them."""

    def flag(name: str, kind: Any, default: Any, option: Any) -> Parameter:
        annotation = Annotated[kind, option]
        return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)

    def switch(name: str, *names: str, text: str) -> Parameter:
        return flag(name, bool, False, _option(*names, text=text, hidden=hidden))

    version = typer.Option(
        "--version", help="Show the version.", is_eager=True, callback=_print_version, hidden=hidden
    )
    in_folder = _option("-C", text="The project folder.", hidden=hidden, metavar="DIR")
    secrets = "A folder that holds one file for each secret."
    return [
        flag("project", Path | None, None, in_folder),
        switch("json", "--json", text="Results as JSON on stdout."),
        switch("quiet", "-q", "--quiet", text="No progress, notes or hints."),
        switch("verbose", "-v", "--verbose", text="Say more about each step."),
        switch("no_color", "--no-color", text="No colours."),
        switch("no_input", "--no-input", text="Never ask; refuse instead."),
        switch("yes", "--yes", text="Answer yes where a question may be skipped."),
        flag(
            "secrets_dir",
            Path | None,
            None,
            _option("--secrets-dir", text=secrets, hidden=hidden, metavar="DIR"),
        ),
        flag("version", bool, False, version),
    ]


def _take_flags(options: dict[str, Any]) -> Flags:
    options.pop("version")
    return Flags(**{field.name: options.pop(field.name) for field in fields(Flags)})


def _with_signature(function: Callable[..., Any], parameters: list[Parameter]) -> None:
    context = Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)
    full = [context, *parameters]
    function.__signature__ = Signature(full)  # type: ignore[attr-defined]
    function.__annotations__ = {parameter.name: parameter.annotation for parameter in full}


def root(context: typer.Context, **options: Any) -> None:
    """Articles in; an email digest and social posts out."""
    context.obj = _take_flags(options)


_with_signature(root, _parameters(hidden=False))


def command(function: Callable[..., int]) -> Callable[..., None]:
    """Make a Typer command of ``function(screen, ...)``, which returns the exit code."""

    @wraps(function)
    def run(context: typer.Context, **options: Any) -> None:
        before = context.obj if isinstance(context.obj, Flags) else Flags()
        flags = before.also(_take_flags(options))
        raise typer.Exit(function(Screen(flags), **options))

    own = list(signature(function, eval_str=True).parameters.values())[1:]
    as_keywords = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in own]
    _with_signature(run, [*as_keywords, *_parameters(hidden=True)])
    return run


def _inherit(context: typer.Context, **options: Any) -> None:
    before = context.obj if isinstance(context.obj, Flags) else Flags()
    context.obj = before.also(_take_flags(options))


def group(text: str, functions: Mapping[str, Callable[..., int]]) -> typer.Typer:
    """Commands under one word, such as ``audience import``; ``text`` is what they are about."""
    made = typer.Typer(rich_markup_mode=None, help=text)
    made.callback()(_inherit)
    for name, function in functions.items():
        made.command(name)(command(function))
    return made


_with_signature(_inherit, _parameters(hidden=True))
