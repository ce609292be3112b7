"""The command line: the commands, and what becomes of an error that ends one."""

import contextlib
import sys
from collections.abc import Callable, Sequence

import typer

from newsletter.cli import (
    approve,
    articles,
    audience,
    build,
    cancel,
    check,
    command,
    connect,
    demo,
    doctor,
    init,
    live,
    measure,
    new,
    plan,
    post,
    preview,
    pull,
    read,
    report,
    resolve,
    run,
    schedule,
    secret,
    send,
    senders,
    serve,
    status,
    test_send,
)
from newsletter.cli.crash import keep_traceback
from newsletter.cli.flags import Flags
from newsletter.cli.screen import Screen
from newsletter.errors import AuthRefused, NewsletterError, UsageError
from newsletter.problems import Problem
from newsletter.usecases.plan_refused import PlanRefused

FAILED, WRONG_USAGE, NO_CREDENTIALS, REFUSED, INTERRUPTED = 1, 2, 4, 6, 130

app = typer.Typer(
    name="newsletter",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every command takes these options too. Docs: docs/reference/commands.md",
)
app.callback()(command.root)
COMMANDS: dict[str, Callable[..., int]] = {
    "init": init.init,
    "new": new.new,
    "read": read.read,
    "pull": pull.pull,
    "articles": articles.articles,
    "build": build.build,
    "check": check.check,
    "measure": measure.measure,
    "preview": preview.preview,
    "demo": demo.demo,
    "plan": plan.plan,
    "approve": approve.approve,
    "run": run.run,
    "serve": serve.serve,
    "test-send": test_send.send_test,
    "send": send.send,
    "post": post.post,
    "cancel": cancel.cancel,
    "status": status.status,
    "report": report.report,
    "resolve": resolve.resolve,
    "senders": senders.senders,
    "connect": connect.connect,
    "doctor": doctor.doctor,
    "live": live.live,
}
for name, function in COMMANDS.items():
    app.command(name)(command.command(function))
app.add_typer(command.group(audience.TEXT, audience.COMMANDS), name="audience")
app.add_typer(command.group(schedule.TEXT, schedule.COMMANDS), name="schedule")
app.add_typer(command.group(secret.TEXT, secret.COMMANDS), name="secret")


def exit_code(error: NewsletterError) -> int:
    """The exit code of the contract for an error that ended a command."""
    if isinstance(error, UsageError):
        return WRONG_USAGE
    if isinstance(error, PlanRefused):
        return REFUSED
    return NO_CREDENTIALS if isinstance(error, AuthRefused) else FAILED


def _our_fault(error: Exception) -> Problem:
    path = keep_traceback(error)
    hint = f"Please report it with {path}." if path else "Please report it."
    return Problem("internal", f"newsletter itself failed: {type(error).__name__}.", hint)


def _wrong_usage(error: typer.TyperException) -> Problem:
    text = " ".join(error.format_message().split())
    return Problem("usage", text, "See: newsletter --help")


def _run(arguments: Sequence[str], screen: Screen) -> int:
    try:
        code = app(list(arguments), prog_name="newsletter", standalone_mode=False)
    except NewsletterError as error:
        return screen.finish({}, error.problems, code=exit_code(error))
    except typer.TyperException as error:
        if not arguments:
            print(error.format_message(), file=screen.stdout)
            return WRONG_USAGE
        return screen.finish({}, [_wrong_usage(error)], code=WRONG_USAGE)
    except (KeyboardInterrupt, typer.Abort):
        screen.progress("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away; Python would complain once more while it closes stdout.
        with contextlib.suppress(OSError):
            sys.stdout = open("/dev/null", "w")  # noqa: SIM115, PTH123
        return FAILED
    except Exception as error:  # noqa: BLE001
        return screen.finish({}, [_our_fault(error)], code=FAILED)
    return int(code or 0)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with the exit code of the contract."""
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    flags = Flags(json="--json" in given, quiet="-q" in given, no_color="--no-color" in given)
    sys.exit(_run(given, Screen(flags)))
