from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.channels.kinds import KNOWN
from newsletter.channels.rates import Rate, rate
from newsletter.config.durations import duration
from newsletter.config.file import MAX_BYTES, load, parse
from newsletter.problems import Place, Problem
from newsletter.settings import Secret, Settings

WHOLE = """\
[newsletter]
name = "Acme Weekly"
from = "Acme News <news@acme.example>"
timezone = "Europe/Berlin"
language = "en"
url = "https://news.acme.example"
address = "1 Example Street, Springfield"
[brand]
logo = "images/logo.png"
accent = "#0b6e4f"
[email]
template = "digest"
[store]
url = "sqlite:///.newsletter/state.db"
[safety]
live = false
test_recipients = ["*@acme.example"]
hold = "2m"
max_recipients = 50000
approvals = 1
approvers = []
doubt = "hold"
[alerts]
email = "ops@acme.example"
[links]
utm_source = "newsletter"
[images]
mode = "link"
[sources.blog]
kind = "feed"
url = "https://acme.example/feed.xml"
[channels.email]
sender = "smtp"
audience = "customers"
host = "smtp.acme.example"
port = 587
security = "starttls"
username = "news@acme.example"
password = { secret = "smtp-password" }
connections = 10
rate = "100 per second"
[channels.mastodon]
sender = "mastodon"
server = "https://social.example"
token = { secret = "mastodon-token" }
"""


def problems_of(text: str) -> tuple[Problem, ...]:
    return parse(text, "newsletter.toml").problems


def only_problem(text: str) -> Problem:
    (problem,) = problems_of(text)
    return problem


def test_a_whole_file_has_no_problems() -> None:
    assert problems_of(WHOLE) == ()


def test_the_keys_of_the_file_become_the_fields_of_the_settings() -> None:
    read = parse(WHOLE, "f").settings
    assert read is not None
    assert read.newsletter.from_ == "Acme News <news@acme.example>"
    assert read.safety.test_recipients == ("*@acme.example",)
    assert read.sources["blog"].kind == "feed"


def test_a_channel_keeps_its_senders_options_apart_from_its_own() -> None:
    read = parse(WHOLE, "f").settings
    assert read is not None
    email = read.channels["email"]
    assert (email.sender, email.audience) == ("smtp", "customers")
    assert email.options["port"] == 587
    assert email.options["password"] == Secret(secret="smtp-password")
    assert set(email.options) == {
        "host", "port", "security", "username", "password", "connections", "rate"
    }  # fmt: skip


def test_an_empty_file_gives_the_defaults() -> None:
    assert parse("", "f").settings == Settings()


def test_a_byte_order_mark_does_not_move_columns() -> None:
    assert only_problem("\ufeffcolour = 1").place == Place("newsletter.toml", 1, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[email]\nusernmae = 'x'",
            "newsletter.toml:2:1 error [unknown-key] 'usernmae' is not a setting of [email].",
        ),
        (
            "[channels.email]\nsender = 'smtp'\nhost = 'h.example'\nusernmae = 'x'",
            (
                "newsletter.toml:4:1 error [unknown-key] 'usernmae' is not a setting of "
                "[channels.email]. Did you mean 'username'?"
            ),
        ),
        (
            "[newsletter]\ntemplate = 'digest'",
            (
                "newsletter.toml:2:1 error [unknown-key] 'template' is not a setting of "
                "[newsletter]. It is a setting of [email]."
            ),
        ),
        (
            "[emial]\ntemplate = 'digest'",
            (
                "newsletter.toml:1:2 error [unknown-key] newsletter.toml has no section 'emial'. "
                "Did you mean 'email'?"
            ),
        ),
        (
            "[brand]\nradius = 8.5",
            (
                "newsletter.toml:2:10 error [setting-invalid] 'radius' of [brand] must be a whole "
                "number, not 8.5. Write it without quotes and without a point."
            ),
        ),
        (
            "[safety]\nlive = 'yes'",
            (
                "newsletter.toml:2:8 error [setting-invalid] 'live' of [safety] must be true or "
                'false, not "yes". Write it without quotes.'
            ),
        ),
        (
            "[safety]\ntest_recipients = ['a@b.example', 7]",
            (
                "newsletter.toml:2:35 error [setting-invalid] Entry 2 of 'test_recipients' of "
                "[safety] must be text, not 7. Put it in double quotes."
            ),
        ),
        (
            "[safety]\ndoubt = 'resent'",
            (
                "newsletter.toml:2:9 error [setting-invalid] 'doubt' of [safety] must be 'hold', "
                "'assume-sent' or 'resend', not \"resent\". Did you mean 'resend'?"
            ),
        ),
        (
            "[newsletter]\nname = 2026-11-24",
            (
                "newsletter.toml:2:8 error [setting-invalid] 'name' of [newsletter] must be text, "
                "not a date or time. Put it in double quotes."
            ),
        ),
        (
            "newsletter = 5",
            (
                "newsletter.toml:1:14 error [setting-invalid] [newsletter] must be a section, not "
                "5. Write its name in square brackets on a line of its own."
            ),
        ),
        (
            "[sources.blog]\nkind = 'feed'",
            (
                "newsletter.toml:1:10 error [setting-missing] 'url' of [sources.blog] is missing: "
                'a feed is read from there. Add a line: url = "..."'
            ),
        ),
        (
            "[sources]\nblog = {}",
            (
                "newsletter.toml:2:1 error [setting-missing] 'kind' of [sources.blog] is missing. "
                "Add a line: kind = ..."
            ),
        ),
        (
            "[newsletter]\ntimezone = 'berlin'",
            (
                "newsletter.toml:2:12 error [timezone-unknown] 'timezone' of [newsletter]: there "
                "is no time zone 'berlin'. Did you mean 'Europe/Berlin'?"
            ),
        ),
        (
            "[channels.m]\nsender = 'mastdon'",
            (
                'newsletter.toml:2:10 error [unknown-sender] There is no sender "mastdon". '
                "Did you mean 'mastodon'?"
            ),
        ),
        (
            "[channels.m]\naudience = 'a'",
            (
                "newsletter.toml:1:11 error [setting-missing] [channels.m] has no sender. "
                'Add a line: sender = "outbox", or the sender that this channel uses.'
            ),
        ),
    ],
)
def test_a_problem_says_where_what_and_what_to_do(text: str, message: str) -> None:
    assert str(only_problem(text)).startswith(message)


@pytest.mark.parametrize(
    ("section", "line", "code"),
    [
        ("newsletter", "from = 'Acme News'", "address-invalid"),
        ("newsletter", "from = 'Acme News <news@acme.example'", "address-invalid"),
        ("newsletter", "from = 'a@b.example, c@d.example'", "address-invalid"),
        ("newsletter", "from = 'a..b@acme.example'", "address-invalid"),
        ("newsletter", "from = 'Acme News <news@>'", "address-invalid"),
        ("newsletter", "from = 'news@-acme.example'", "address-invalid"),
        (
            "newsletter",
            'from = "News\\r\\nBcc: x@y.example <news@acme.example>"',
            "setting-invalid",
        ),
        ("newsletter", "name = ' '", "setting-invalid"),
        ("newsletter", 'name = "a\\nb"', "setting-invalid"),
        ("newsletter", "timezone = '../etc/passwd'", "timezone-unknown"),
        ("newsletter", "timezone = 'Mars/Olympus'", "timezone-unknown"),
        ("newsletter", "language = 'deutsch bitte'", "setting-invalid"),
        ("newsletter", "url = 'http://news.acme.example'", "url-invalid"),
        ("newsletter", "url = 'news.acme.example'", "url-invalid"),
        ("newsletter", "url = 'ftp://news.acme.example'", "url-invalid"),
        ("newsletter", "url = 'https://'", "url-invalid"),
        ("newsletter", "url = 'https://[::1'", "url-invalid"),
        ("newsletter", "url = 'https://a.example:99999'", "url-invalid"),
        ("newsletter", "url = 'https://a.example/?x=1'", "url-invalid"),
        ("newsletter", "url = 'https://u:hunter2@a.example'", "secret-in-file"),
        ("brand", "accent = 'green'", "color-invalid"),
        ("brand", "accent = '#12345'", "color-invalid"),
        ("brand", "logo = '../logo.png'", "path-outside-project"),
        ("brand", "logo = '/etc/logo.png'", "path-outside-project"),
        ("brand", "logo = 'C:\\logo.png'", "path-outside-project"),
        ("brand", "logo = 'http://acme.example/logo.png'", "url-invalid"),
        ("brand", "font = 'x; } body { display: none'", "setting-invalid"),
        ("brand", "radius = -1", "setting-invalid"),
        ("email", "template = '../digest'", "setting-invalid"),
        ("email", "template = 'digest.mjml'", "setting-invalid"),
        ("store", "url = 'mysql://h/db'", "url-invalid"),
        ("store", "url = 'sqlite:///'", "url-invalid"),
        ("store", "url = 'postgresql+psycopg://u:hunter2@h/db'", "secret-in-file"),
        ("store", "url = 'postgresql+psycopg://h/db?password=hunter2'", "secret-in-file"),
        ("store", "url = 'postgresql+psycopg://h/db?sslpassword=hunter2'", "secret-in-file"),
        ("store", "url = 'postgresql+psycopg://u:hunt/er2@h/db'", "url-invalid"),
        ("safety", "hold = '2 minutes'", "duration-invalid"),
        ("safety", "hold = '٢m'", "duration-invalid"),
        ("safety", "approvals = 0", "setting-invalid"),
        ("safety", "max_recipients = 0", "setting-invalid"),
        ("safety", "approvers = ['']", "setting-invalid"),
        ("alerts", "email = 'ops'", "address-invalid"),
        ("alerts", "webhook = 'http://far.example'", "url-invalid"),
        ("links", "utm_source = ''", "setting-invalid"),
        ("images", "mode = 'inline'", "setting-invalid"),
    ],
)
def test_a_bad_value_is_found_at_the_value(section: str, line: str, code: str) -> None:
    problem = only_problem(f"[{section}]\n{line}")
    column = line.index("=") + 3 + (line.startswith("approvers"))
    assert (problem.code, problem.place) == (code, Place("newsletter.toml", 2, column))


@pytest.mark.parametrize(
    "line",
    [
        "from = 'news@acme.example'",
        "from = '\"Acme, Inc.\" <news@acme.example>'",
        "from = 'Acme, Inc. <news@acme.example>'",
        "from = 'Zeitung für Köln <zeitung@köln.example>'",
        "url = 'http://localhost:8000'",
        "url = 'http://127.0.0.1:8000/news'",
        "url = 'http://[::1]:8000'",
        "timezone = 'UTC'",
        "timezone = 'America/Argentina/Buenos_Aires'",
        "language = 'pt-BR'",
        'address = "1 Example Street\\nSpringfield"',
    ],
)
def test_good_values_of_the_newsletter_pass(line: str) -> None:
    assert problems_of(f"[newsletter]\n{line}") == ()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///.newsletter/state.db",
        "sqlite:////var/lib/news/state.db",
        "postgresql+psycopg://news@db.example/news",
    ],
)
def test_databases_that_we_know_pass(url: str) -> None:
    assert problems_of(f"[store]\nurl = '{url}'") == ()


def test_all_problems_come_at_once_in_reading_order() -> None:
    text = "[safety]\nlive = 1\nhold = 'x'\n[brnad]\n[channels.c]\nsender = 'nobody'\n"
    found = [(problem.place.line, problem.code) for problem in problems_of(text)]
    assert found == [
        (2, "setting-invalid"),
        (3, "duration-invalid"),
        (4, "unknown-key"),
        (6, "unknown-sender"),
    ]


def test_settings_with_an_error_are_not_given_out() -> None:
    assert parse("[safety]\nlive = 'no'", "f").settings is None


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("[newsletter]\nname 'x'", 2, 6, "an = is missing after the name. The line is: name 'x'"),
        ("name = Acme", 1, 8, "the value cannot be read. The line is: name = Acme"),
        ("name = “Acme”", 1, 8, "the value cannot be read. The line is: name = “Acme”"),
        ('name = "Acme\n', 1, 13, 'a quote is not closed. The line is: name = "Acme'),
        ("a = 1\nb = 2\n  a = 3\n", 3, 3, "this setting or section stands here a second time."),
        ("[a]\n[a]", 2, 1, "this section stands here a second time. The line is: [a]"),
        ("[newsletter", 1, 12, "the ] of the section is missing. The line is: [newsletter"),
        ("a = [1,\n", 1, 8, "the value is missing, or a list is not closed."),
        ("a = 'C:\\new' x", 1, 14, "there is something after the value."),
        ('a = "C:\\new"\nb = "\\q"', 2, 6, "there is a \\ in the text."),
        ("a = \x00", 1, 5, "the value cannot be read."),
    ],
)
def test_broken_toml_is_shown_with_its_line(text: str, line: int, column: int, says: str) -> None:
    problem = only_problem(text)
    assert (problem.code, problem.place) == ("toml-syntax", Place("newsletter.toml", line, column))
    assert problem.text.startswith(f"This is not valid TOML: {says}")


@pytest.mark.parametrize(
    "text",
    [
        'password = "hunter2',
        "password = hunter2",
        'password: "hunter2"',
        "password hunter2",
        'smtp = { password = "hunter2", ',
        'webhook = "hunter2',
        'app_password = """\nhunter2',
        '"token" = hunter2',
        'tokens = [\n  "x", hunter2\n]',
        'tokens = [\n  "hunter2\n]',
        'password = """\nhun\\qter hunter2"""',
        "password = '''\nkey = hunter2\n''' x",
    ],
)
def test_a_broken_line_never_shows_a_secret(text: str) -> None:
    assert "hunter2" not in str(only_problem(text))


@pytest.mark.parametrize(
    ("sender", "key"),
    [
        (sender.name, key.name)
        for sender in KNOWN.values()
        for key in sender.keys
        if key.type == "secret"
    ],
)
def test_no_secret_of_any_sender_may_stand_in_the_file(sender: str, key: str) -> None:
    text = f"[channels.c]\nsender = '{sender}'\n{key} = 'hunter2'"
    found = [problem for problem in problems_of(text) if problem.code == "secret-in-file"]
    assert [problem.place for problem in found] == [Place("newsletter.toml", 3, len(key) + 4)]
    assert "hunter2" not in " ".join(map(str, problems_of(text)))


def test_a_secret_in_the_file_says_how_to_move_it() -> None:
    text = "[channels.mastodon]\nsender = 'mastodon'\nserver = 'https://s.example'\ntoken = 'x'"
    assert only_problem(text).hint == (
        "Move it to .newsletter/secrets/mastodon-token, "
        'then write token = { secret = "mastodon-token" }.'
    )


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("{ secert = 'a' }", "setting-invalid"),
        ("{ secret = 5 }", "setting-invalid"),
        ("{ secret = '../a' }", "setting-invalid"),
        ("{ secret = '' }", "setting-invalid"),
        ("5", "setting-invalid"),
        ("[]", "setting-invalid"),
    ],
)
def test_a_reference_to_a_secret_has_one_form(value: str, code: str) -> None:
    assert only_problem(f"[channels.c]\nsender = 'slack'\nwebhook = {value}").code == code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("port = '587'", "setting-invalid"),
        ("port = 0", "setting-invalid"),
        ("port = true", "setting-invalid"),
        ("rate = '100/s'", "rate-invalid"),
        ("rate = '0 per second'", "rate-invalid"),
        ("security = 'ssl'", "setting-invalid"),
        ("security = 'none'", "setting-invalid"),
        ("username = ''", "setting-invalid"),
        ("audience = ''", "setting-invalid"),
        ("audience = 5", "setting-invalid"),
    ],
)
def test_a_bad_option_of_a_channel_is_found_at_its_value(line: str, code: str) -> None:
    problem = only_problem(f"[channels.c]\nsender = 'smtp'\nhost = 'smtp.acme.example'\n{line}")
    place = Place("newsletter.toml", 4, line.index("=") + 3)
    assert (problem.code, problem.place) == (code, place)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_an_open_line_to_this_computer_is_allowed(host: str) -> None:
    text = f"[channels.c]\nsender = 'smtp'\nhost = '{host}'\nsecurity = 'none'"
    assert problems_of(text) == ()


def test_every_missing_option_is_named() -> None:
    found = problems_of("[channels.c]\nsender = 'mastodon'")
    assert [problem.hint for problem in found] == [
        'Add a line: server = "..."',
        'Add a line: token = { secret = "c-token" }',
    ]


def test_numbers_are_welcome_where_a_network_counts_its_accounts() -> None:
    text = "[channels.c]\nsender = 'telegram'\ntoken = { secret = 't' }\nchat = -100123"
    assert problems_of(text) == ()


def test_the_sender_of_a_plug_in_may_have_any_options_but_no_literal_secret() -> None:
    text = "[channels.c]\nsender = 'pigeon'\ncolor = 'grey'\nwing_token = 'hunter2'"
    found = parse(text, "f", known_senders={"pigeon"}).problems
    assert [(problem.code, problem.place.line) for problem in found] == [("secret-in-file", 4)]


@pytest.mark.parametrize(
    "options",
    [
        "wing_tokens = ['hunter2']",
        "auth = { user = 'a', password = 'hunter2' }",
        "hosts = 'a'\n[channels.c.auth]\npwd = 'hunter2'",
    ],
)
def test_a_secret_is_found_however_deep_a_plug_in_wants_it(options: str) -> None:
    text = f"[channels.c]\nsender = 'pigeon'\n{options}"
    (problem,) = parse(text, "f", known_senders={"pigeon"}).problems
    assert problem.code == "secret-in-file"
    assert "hunter2" not in str(problem)


def test_a_reference_to_a_secret_may_stand_deep_in_a_plug_in_s_options() -> None:
    options = "auth = { user = 'a', password = { secret = 'wing' } }\nretry = { tokens = 3 }"
    text = f"[channels.c]\nsender = 'pigeon'\n{options}"
    assert parse(text, "f", known_senders={"pigeon"}).problems == ()


def test_the_host_of_an_open_line_is_not_shown_since_it_may_hold_a_password() -> None:
    host = "host = 'me:hunter2@smtp.acme.example'"
    text = f"[channels.c]\nsender = 'smtp'\n{host}\nsecurity = 'none'"
    assert "hunter2" not in str(only_problem(text))


@pytest.mark.parametrize(
    "text",
    [
        "[brand]\naccent = '{}'",
        "[newsletter]\ntimezone = '{}'",
        "[newsletter]\nlanguage = '{}'",
        "[safety]\nhold = '{}'",
        "[channels.c]\nsender = 'smtp'\nhost = 'a'\nrate = '{}'",
    ],
)
def test_an_endless_value_is_shown_by_its_beginning(text: str) -> None:
    shown = str(only_problem(text.format("\u202e" + "x" * 10_000)))
    assert shown.isprintable()
    assert len(shown) < 300


@pytest.mark.parametrize("text", ["channels = 5", "[channels]\nemail = 'smtp'"])
def test_a_channel_that_is_no_section_is_refused(text: str) -> None:
    assert only_problem(text).code == "setting-invalid"


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000,
        "a = " + "[" * 300 + "]" * 300,
        "[newsletter]\nname = " + "[" * 300 + "]" * 300,
        "a = " + "{a=" * 5000,
        ".".join(["a"] * 60_000) + " = 1",
        ".".join(['"é"'] * 60) + " = 1",
        "[newsletter]\nname = " + "9" * 5000,
        "[newsletter]\nname = '\ud800'",
        '"a\\u001b[31m" = 1',
        "[brand]\nradius = nan",
        "[safety]\napprovals = " + "9" * 4000,
    ],
)
def test_hostile_text_gives_a_printable_error(text: str) -> None:
    read = parse(text, "f")
    assert read.settings is None
    assert all(str(problem).isprintable() for problem in read.problems)


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(st.lists(st.sampled_from(WHOLE.splitlines()), max_size=8), st.text(max_size=20))
def test_any_text_is_read_without_a_crash(lines: list[str], noise: str) -> None:
    read = parse("\n".join([*lines, noise]), "f")
    assert (read.settings is None) == any(p.severity == "error" for p in read.problems)


def test_a_file_is_read_under_the_name_that_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "newsletter.toml"
    path.write_text("[brnad]\n", "utf-8")
    assert load(path, "sub/newsletter.toml").problems[0].place == Place("sub/newsletter.toml", 1, 2)


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    (problem,) = load(tmp_path / "newsletter.toml", "newsletter.toml").problems
    assert problem.code == "file-missing"


def test_a_file_that_is_not_utf8_is_refused_at_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "newsletter.toml"
    path.write_bytes("[newsletter]\nname = 'Zürich'".encode("latin-1"))
    (problem,) = load(path, "n.toml").problems
    assert (problem.code, problem.place) == ("toml-syntax", Place("n.toml", 2, 10))


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "newsletter.toml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    (problem,) = load(path, "n.toml").problems
    assert problem.code == "file-too-large"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("0s", timedelta()),
        ("25s", timedelta(seconds=25)),
        ("2m", timedelta(minutes=2)),
        ("3h", timedelta(hours=3)),
        ("2d", timedelta(days=2)),
    ],
)
def test_a_duration_is_read(text: str, length: timedelta) -> None:
    assert duration(text) == length


@pytest.mark.parametrize("text", ["", "2", "m", "-2m", "2 m", "2M", "1.5h", "9999999s", "2m\n"])
def test_other_durations_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        duration(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100 per second", Rate(100, 1)),
        ("1 per minute", Rate(1, 60)),
        ("5000 per hour", Rate(5000, 3600)),
    ],
)
def test_a_rate_is_read(text: str, expected: Rate) -> None:
    assert rate(text) == expected


@pytest.mark.parametrize("text", ["", "0 per second", "100/s", "100 per day", "x per hour"])
def test_other_rates_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a rate"):
        rate(text)
