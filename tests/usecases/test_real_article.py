"""The everyday input: a blog article as it was pasted, from file to everything that goes out."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

TITLE = "Emerging Research Shows Ketamine’s Potential in Treating Treatment-Resistant Depression"
TAGS = [
    "#ketaminetherapy",
    "#treatmentresistantdepression",
    "#antidepressanteffects",
    "#breakthrough",
    "#mentalhealth",
    "#hope",
]
HEADINGS = [
    "A New Hope for Those with Treatment-Resistant Depression",
    "Unlocking the Power of Ketamine",
    "The Promise of Ketamine in Treating Treatment-Resistant Depression",
    "Understanding the Benefits and Risks of Ketamine Therapy",
    "Looking Towards the Future",
]
FOREIGN = "concussion neurologist unveiling indications revealed strawberries sweet cardiovascular"


@pytest.fixture(scope="module")
def work(real_article: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    shutil.copy(real_article, folder / "article.txt")
    return folder


def newsletter(folder: Path, *words: str) -> dict[str, Any]:
    line = [sys.executable, "-m", "newsletter", *words, "--json"]
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def read(work: Path) -> dict[str, Any]:
    return newsletter(work, "read", "article.txt")


@pytest.fixture(scope="module")
def built(work: Path) -> dict[str, Any]:
    return newsletter(work, "build", "article.txt", "--out", "out")


def test_the_headings_are_found(read: dict[str, Any]) -> None:
    assert [b["text"] for b in read["body"] if b["kind"] == "heading"] == HEADINGS


def test_the_given_summary_and_hashtags_are_used(read: dict[str, Any]) -> None:
    assert read["hashtags"] == {"tags": TAGS, "source": "given"}
    assert read["summary"]["source"] == "given"
    assert len(read["summary"]["text"]) == 592


def test_the_two_titles_at_the_end_are_other_articles(read: dict[str, Any]) -> None:
    assert [title.split()[0] for title in read["related"]] == ["Unveiling", "Sweet"]


def test_what_the_article_does_not_say_is_null(read: dict[str, Any]) -> None:
    assert [read[key] for key in ("url", "author", "published")] == [None, None, None]


def visible(html: str) -> str:
    tree = LexborHTMLParser(html)
    tree.strip_tags(["head", "style", "script"])
    return " ".join((tree.body.text(separator=" ") if tree.body else "").split())


def test_the_title_stands_once_in_each_part(work: Path, built: dict[str, Any]) -> None:
    html, text = (Path(work, built["files"][kind]).read_text("utf-8") for kind in ("html", "text"))
    assert visible(html).count(TITLE) == 1
    assert text.count(TITLE) == 1


def test_the_summary_and_the_hashtags_stand_in_each_part(
    work: Path, built: dict[str, Any], read: dict[str, Any]
) -> None:
    html, text = (Path(work, built["files"][kind]).read_text("utf-8") for kind in ("html", "text"))
    for part in (visible(html), " ".join(text.split())):
        assert read["summary"]["text"] in part
        assert [tag for tag in TAGS if tag not in part] == []


def test_no_word_of_the_other_articles_is_in_any_file(work: Path, built: dict[str, Any]) -> None:
    files = [path for path in Path(work, built["out"]).rglob("*") if path.is_file()]
    assert len(files) >= 14
    found = {
        word
        for path in files
        for word in FOREIGN.split()
        if re.search(word, path.read_text("utf-8"), re.IGNORECASE)
    }
    assert found == set()


def test_nothing_leads_nowhere(work: Path, built: dict[str, Any]) -> None:
    html = Path(work, built["files"]["html"]).read_text("utf-8")
    assert "Read the article" not in html
    texts = [part["text"] for post in built["posts"] for part in post["parts"]]
    assert len(texts) == 10
    assert [text for text in texts if text != text.strip() or "\n\n\n" in text] == []
