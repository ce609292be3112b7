"""What the studio answers, and what it hears, without a browser."""

import json
import os
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.preview.conftest import PEAS, SETTINGS, write_project

MODULES = """
import atexit, json, sys
from pathlib import Path
from newsletter.cli.main import main
atexit.register(lambda: Path(sys.argv[1]).write_text(json.dumps(sorted(sys.modules))))
main(sys.argv[2:])
"""
PATHS = ("/", "/state", "/mail?scheme=gmail&client=gmail&dir=rtl", "/text", "/source", "/headers")
MORE_PATHS = ("/posts", "/checks", "/dropped?client=yahoo", "/article?ref=articles/peas.md")


def started(folder: Path, *words: str, program: tuple[str, ...] = ("-m", "newsletter")) -> Any:
    line = [sys.executable, *program, "-C", str(folder), "preview", "--port", "0", *words]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def url_of(process: Any) -> str:
    """What it prints first."""
    url = process.stdout.readline().strip()
    assert url.startswith("http://127.0.0.1:"), process.stderr.read()
    return str(url)


def ask(url: str, path: str) -> int:
    return answer_of(url, path)[0]


def body_of(url: str, path: str) -> str:
    return answer_of(url, path)[1]


def answer_of(url: str, path: str) -> tuple[int, str]:
    connection = HTTPConnection(url.split("/")[2], timeout=20)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read().decode("utf-8", "replace")
    connection.close()
    return response.status, body


def ended(process: Any, number: int = signal.SIGTERM) -> tuple[int, str, str]:
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    return process.returncode, out, err


def test_nothing_that_sends_is_loaded_by_a_running_studio(tmp_path: Path) -> None:
    folder, listed = write_project(tmp_path / "garden"), tmp_path / "modules.json"
    process = started(folder, program=("-c", MODULES, str(listed)))
    url = url_of(process)
    assert {ask(url, path) for path in (*PATHS, *MORE_PATHS)} == {200}
    assert ended(process)[0] == 0
    modules = json.loads(listed.read_text("utf-8"))
    assert "newsletter.preview.app" in modules
    room = ("newsletter.senders", "newsletter.delivery")
    assert [name for name in modules if name.startswith(room)] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_with_0_while_a_page_listens(tmp_path: Path, number: int) -> None:
    process = started(write_project(tmp_path / "garden"))
    url = url_of(process)
    connection = HTTPConnection(url.split("/")[2], timeout=20)
    connection.request("GET", "/events")
    assert connection.getresponse().readline() == b"event: state\n"
    assert ended(process, number)[0] == 0
    connection.close()


def lines_until(stream: Any, words: str) -> list[str]:
    lines = []
    for line in stream:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError(f"{words!r} is not in {lines}")


def test_an_error_and_its_recovery_have_a_line_each(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "garden")
    process = started(folder, "-q")
    url_of(process)
    settings = folder / "newsletter.toml"
    settings.write_text(SETTINGS.replace("address", "adress"), "utf-8")
    assert lines_until(process.stderr, "[unknown-key]")[-1].startswith("newsletter.toml:5:1 error ")
    settings.write_text(SETTINGS, "utf-8")
    assert len(lines_until(process.stderr, "good again")) == 1
    assert ended(process) == (0, "", "")


def test_it_goes_on_when_nobody_reads_its_errors(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "garden")
    process = started(folder, "-q")
    url = url_of(process)
    process.stderr.close()
    settings = folder / "newsletter.toml"
    for text in (SETTINGS.replace("address", "adress"), SETTINGS.replace("Garden", "Orchard")):
        settings.write_text(text, "utf-8")
        time.sleep(0.5)
    deadline = time.monotonic() + 15
    while "Orchard" not in body_of(url, "/mail") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert "Orchard" in body_of(url, "/mail")
    process.terminate()
    process.stdout.close()
    assert process.wait(timeout=20) == 0


def test_a_script_gets_one_object_a_line(tmp_path: Path) -> None:
    process = started(write_project(tmp_path / "garden"), "--json")
    first, second = (json.loads(process.stdout.readline()) for _ in range(2))
    assert first["event"] == "serving"
    assert first["url"].startswith("http://127.0.0.1:")
    assert (second["event"], second["problems"]) == ("built", [])
    code, out, err = ended(process)
    assert (code, json.loads(out)["event"], err) == (0, "ended", "")


def test_without_a_project_it_says_how_to_make_one(tmp_path: Path) -> None:
    process = started(tmp_path)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "[project-missing]" in err
    assert "newsletter init" in err


def test_a_broken_project_is_served_all_the_same(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "garden")
    (folder / "newsletter.toml").write_text("[newsletter\n", "utf-8")
    process = started(folder)
    url = url_of(process)
    assert {ask(url, path) for path in (*PATHS, "/posts", "/checks", "/dropped")} == {200}
    assert ended(process)[0] == 0


def test_the_state_names_the_edition_and_its_articles(still: Any) -> None:
    state = still.ask("/state").json
    assert state["edition"]["subject"] == "The peas are up · The beans are late"
    assert [one["ref"] for one in state["articles"]] == ["articles/peas.md", "articles/beans.md"]
    assert (state["stale"], state["faults"]) == (False, [])


def test_an_edition_with_a_file_can_be_chosen(studio: Any) -> None:
    studio.write("editions/2026-12-24.toml", 'subject = "Snow"\n')
    studio.build()
    assert [one["name"] for one in studio.ask("/state").json["editions"]] == [None, "2026-12-24"]


def test_the_checks_are_those_of_the_command(still: Any) -> None:
    said = still.ask("/checks").json
    line = [sys.executable, "-m", "newsletter", "-C", str(still.folder), "--json", "check"]
    done = subprocess.run(line, capture_output=True, text=True, env={**os.environ})
    printed = json.loads(done.stdout)
    assert said["problems"] == printed["problems"]
    assert [one["code"] for one in said["checks"]] == [one["code"] for one in printed["checks"]]


def test_each_article_says_what_it_takes_of_the_size(still: Any) -> None:
    shares = still.ask("/checks").json["shares"]
    assert [one["ref"] for one in shares] == ["articles/peas.md", "articles/beans.md"]
    assert all(one["bytes"] > 100 for one in shares)


def test_posts_come_with_their_count_and_their_place(still: Any) -> None:
    found = still.ask("/posts").json
    assert found["networks"][0] == {
        "name": "mastodon",
        "label": "Mastodon",
        "limit": 500,
        "configured": True,
    }
    of_x = next(one for one in found["posts"] if (one["network"], one["own"]) == ("x", True))
    assert of_x["parts"][0]["text"] == "Peas! https://garden.example/peas"
    assert of_x["parts"][0]["length"] == len(
        "Peas! https://garden.example/peas"
    )  # .example is no link on X
    assert of_x["place"] == "articles/peas.md:6:3"


def test_a_text_is_counted_as_its_network_does(still: Any) -> None:
    text = "Peas! https://garden.example.com/" + "p" * 100
    given = {"ref": "articles/peas.md", "network": "x", "text": text}
    (counted,) = still.ask("/compose", "POST", given).json["parts"]
    assert (counted["length"], counted["valid"]) == (29, True)


@pytest.mark.parametrize(
    "data", [{}, [], {"ref": "articles/peas.md", "network": "icq", "text": "x"}, {"network": "x"}]
)
def test_what_cannot_be_counted_is_refused(still: Any, data: Any) -> None:
    assert still.ask("/compose", "POST", data).status == 400


def test_an_article_shows_which_sentences_were_used(still: Any) -> None:
    article = still.ask("/article?ref=articles/peas.md").json
    sentences = [one for block in article["body"] for one in block["sentences"]]
    used = [one["text"] for one in sentences if "digest" in one["used"]]
    assert "The peas came up on Tuesday." in used
    digest = article["pieces"][0]
    assert (digest["name"], {one["found"] for one in digest["sentences"]}) == ("digest", {True})


def test_words_that_are_not_the_article_s_are_told_apart(still: Any) -> None:
    digest = still.ask("/article?ref=articles/beans.md").json["pieces"][0]
    told = {"text": "The beans wait for warmer nights.", "found": False}
    assert digest["sentences"] == [told]
    assert digest["place"] == "articles/beans.md:5:1"


def test_an_article_that_does_not_exist_is_not_found(still: Any) -> None:
    assert still.ask("/article?ref=nothing.md").status == 404


def test_the_header_is_shown_as_people_read_it(still: Any) -> None:
    fields = {one["name"]: one["value"] for one in still.ask("/headers").json["fields"]}
    assert fields["Subject"] == "The peas are up · The beans are late"
    assert fields["From"] == "The Garden <post@garden.example>"


def test_the_source_is_what_is_sent(still: Any) -> None:
    assert "data-studio" not in still.ask("/source").text
    assert 'data-studio-article="1"' in still.mail()


def test_right_to_left_turns_the_mail(still: Any) -> None:
    assert 'dir="rtl"' not in still.mail()
    assert 'dir="rtl"' in still.mail(dir="rtl")


def test_an_edit_is_heard_without_being_asked_for(studio: Any) -> None:
    studio.edit("articles/peas.md", "on Tuesday", "on Friday")
    deadline = time.monotonic() + 10
    while "on Friday" not in studio.mail() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert "on Friday" in studio.mail()


def test_a_template_in_a_new_folder_is_heard_of(studio: Any) -> None:
    mjml = "<mjml><mj-body><mj-section><mj-column><mj-text>Own</mj-text></mj-column>"
    studio.write("templates/digest.mjml", f"{mjml}</mj-section></mj-body></mjml>")
    deadline = time.monotonic() + 10
    while "Own" not in studio.mail() and time.monotonic() < deadline:
        time.sleep(0.02)
    studio.edit("templates/digest.mjml", "Own", "Mine")
    while "Mine" not in studio.mail() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert "Mine" in studio.mail()


def test_an_error_keeps_the_last_good_mail_and_shows_its_line(studio: Any) -> None:
    good = studio.mail()
    studio.write("newsletter.toml", SETTINGS.replace("address", "adress"))
    shown = studio.build()
    fault = studio.ask("/state").json["faults"][0]
    assert (fault["file"], fault["line"], fault["column"]) == ("newsletter.toml", 5, 1)
    assert {"number": 5, "text": 'adress = "1 Bean Lane"'} in fault["lines"]
    assert (shown.is_stale, studio.mail()) == (True, good)


def test_a_mended_file_is_shown_at_once(studio: Any) -> None:
    studio.write("newsletter.toml", SETTINGS.replace("address", "adress"))
    studio.build()
    studio.write("newsletter.toml", SETTINGS.replace("The Garden", "The Orchard"))
    shown = studio.build()
    assert (shown.is_stale, shown.faults) == (False, ())
    assert "The Orchard" in studio.mail()


def test_a_post_that_is_too_long_leaves_the_mail_as_it_is(studio: Any) -> None:
    studio.write("articles/peas.md", PEAS.replace("x: Peas!", f"x: {'Peas! ' * 90}"))
    shown = studio.build()
    assert shown.faults == ()
    codes = {one["code"] for one in studio.ask("/checks").json["problems"]}
    assert "post-too-long" in codes


def test_without_an_article_the_page_says_why(studio: Any) -> None:
    for name in ("peas", "beans"):
        (studio.folder / "articles" / f"{name}.md").unlink()
    codes = [fault.problem.code for fault in studio.build().faults]
    assert "edition-empty" in codes
    assert studio.build().is_stale


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 5000, b"\xff\xfe", b"---\n" * 5000, b"# " + b"[" * 9000]
)
def test_a_file_of_any_kind_never_ends_the_studio(studio: Any, data: bytes) -> None:
    (studio.folder / "articles" / "bad.md").write_bytes(data)
    studio.build()
    assert "The peas are up" in studio.mail()
    (studio.folder / "articles" / "bad.md").unlink()
    assert studio.build().faults == ()


@pytest.mark.parametrize("address", ["http://[::1", "https://[bad", "http://a.example:x/", "//"])
def test_a_link_that_cannot_be_read_is_a_post_all_the_same(studio: Any, address: str) -> None:
    studio.write(
        "articles/peas.md", PEAS.replace("Peas! https://garden.example/peas", f"P {address}")
    )
    studio.build()
    answer = studio.ask("/posts")
    assert answer.status == 200
    assert f"P {address}" in {one["parts"][0]["text"] for one in answer.json["posts"]}
