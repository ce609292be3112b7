"""Articles of everyday length, made up by rule, so that every run measures the same work."""

from pathlib import Path

SUBJECTS = ("garden", "library", "bicycle", "kitchen", "choir", "river", "workshop", "market")
SENTENCE = (
    "The {subject} group met for the {nth} time and agreed on what the {subject} needs "
    "before the winter, who brings the tools, and how the costs are shared."
)
PARAGRAPHS, SENTENCES = 8, 5


def article(number: int) -> str:
    """One Markdown article of about 1,000 words, with front matter and two headings."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    sentence = SENTENCE.format(subject=subject, nth=f"{number + 1}.")
    paragraph = " ".join([sentence] * SENTENCES)
    body = "\n\n".join([paragraph] * PARAGRAPHS)
    head = (
        f'---\ntitle: "News from the {subject}, number {number}"\n'
        f"url: https://example.org/{subject}/{number}\ndate: 2026-11-{1 + number % 28:02}\n---\n"
    )
    return f"{head}\n## What was said\n\n{body}\n\n## What comes next\n\n{paragraph}\n"


def write_articles(folder: Path, count: int) -> Path:
    """Write ``count`` articles into ``folder`` and return it."""
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"{number:03}.md").write_text(article(number), "utf-8")
    return folder
