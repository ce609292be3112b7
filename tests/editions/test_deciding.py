"""The articles of an edition after people decided which, in which order and in which words."""

from newsletter.editions.deciding import decide, overridden
from newsletter.editions.decisions import UNDECIDED, Decisions, Mention, Override
from newsletter.editions.selection import Selection
from newsletter.model import Article, Block, Hashtags, Summary
from newsletter.problems import Place
from newsletter.writing import complete

ARTICLES = [
    Article(ref=f"articles/{name}.md", title=name, url=f"https://a.example/{name}")
    for name in ("apple", "berry", "cherry")
]


def mentions(*names: str) -> tuple[Mention, ...]:
    places = (Place("editions/e.toml", 1, number) for number in range(1, len(names) + 1))
    return tuple(Mention(name, place) for name, place in zip(names, places, strict=False))


def titles(found: Selection) -> list[str]:
    return [article.title for article in found.articles]


def codes(found: Selection) -> list[str]:
    return [problem.code for problem in found.problems]


def test_without_decisions_nothing_changes() -> None:
    assert decide(ARTICLES, UNDECIDED) == Selection(tuple(ARTICLES), ())


def test_a_list_of_articles_is_the_whole_edition_in_its_order() -> None:
    listed = mentions("articles/cherry.md", "articles/apple.md")
    assert titles(decide(ARTICLES, Decisions(articles=listed))) == ["cherry", "apple"]


def test_an_empty_list_of_articles_is_an_empty_edition() -> None:
    assert titles(decide(ARTICLES, Decisions(articles=()))) == []


def test_an_excluded_article_is_left_out() -> None:
    decisions = Decisions(exclude=mentions("articles/berry.md"))
    assert titles(decide(ARTICLES, decisions)) == ["apple", "cherry"]


def test_an_article_that_excludes_itself_comes_in_by_the_list() -> None:
    hidden = Article(ref="a.md", title="hidden", exclude=True)
    (article,) = decide([hidden], Decisions(articles=mentions("a.md"))).articles
    assert not article.exclude


def test_a_pinned_article_keeps_its_place_in_the_list() -> None:
    pinned = Article(ref="p.md", title="pinned", pinned=True)
    found = decide([*ARTICLES, pinned], Decisions(articles=mentions("articles/apple.md", "p.md")))
    assert [article.pinned for article in found.articles] == [False, False]


def test_an_unknown_article_is_an_error_at_its_place_and_the_rest_is_used() -> None:
    listed = mentions("articles/aple.md", "articles/berry.md")
    found = decide(ARTICLES, Decisions(articles=listed))
    (problem,) = found.problems
    assert (problem.code, problem.severity, problem.place.column) == ("edition-article", "error", 1)
    assert problem.hint == "Did you mean 'articles/apple.md'?"
    assert titles(found) == ["berry"]


def test_a_name_that_is_like_no_other_is_shown_how_articles_are_named() -> None:
    (problem,) = decide(ARTICLES, Decisions(exclude=mentions("zzz"))).problems
    assert problem.hint == "Articles are named by their file, like 'articles/apple.md'."


def test_an_unknown_article_in_an_override_is_an_error() -> None:
    override = Override(article=Mention("articles/x.md", Place("e.toml", 4, 12)), title="New")
    assert codes(decide(ARTICLES, Decisions(overrides=(override,)))) == ["edition-article"]


def test_an_article_in_the_list_and_in_exclude_is_left_out_with_a_warning() -> None:
    both = mentions("articles/apple.md")
    found = decide(ARTICLES, Decisions(articles=both, exclude=both))
    assert (titles(found), codes(found)) == ([], ["edition-contradiction"])


def test_an_article_that_is_listed_twice_is_used_once_with_a_warning() -> None:
    twice = mentions("articles/apple.md", "articles/apple.md")
    found = decide(ARTICLES, Decisions(articles=twice))
    assert (titles(found), codes(found)) == (["apple"], ["edition-contradiction"])


def test_an_article_goes_by_its_name_in_the_project() -> None:
    article = Article(ref="../apple.md", title="apple")
    decisions = Decisions(articles=mentions("articles/apple.md"))
    assert titles(decide([article], decisions, {"../apple.md": "articles/apple.md"})) == ["apple"]


def test_the_item_of_a_feed_goes_by_its_file_and_id() -> None:
    items = [Article(ref=f"blog.xml#{number}", title=str(number)) for number in range(3)]
    assert titles(decide(items, Decisions(articles=mentions("blog.xml#2")))) == ["2"]


def test_a_thousand_unknown_articles_are_all_reported() -> None:
    listed = tuple(Mention(f"nowhere-{number}") for number in range(1000))
    assert len(decide(ARTICLES, Decisions(articles=listed)).problems) == 1000


class TestOverrides:
    """Words of the edition in place of the article's own."""

    body = (Block("paragraph", "One boat came in. It was blue.", "<p>One boat came in.</p>"),)
    article = complete(Article(ref="a.md", title="Boats", body=body, posts={"x": "Old"}))

    def override(self, **changes: object) -> Article:
        return overridden(self.article, Override(article=Mention("a.md"), **changes))  # type: ignore[arg-type]

    def test_a_title_is_replaced(self) -> None:
        assert self.override(title="Ships").title == "Ships"

    def test_an_override_of_nothing_changes_nothing(self) -> None:
        assert self.override() == self.article

    def test_a_summary_is_given_and_fitted(self) -> None:
        summary = self.override(summary="A blue boat came in.").summary
        assert summary == Summary("A blue boat came in.", "given", *["A blue boat came in."] * 2)

    def test_tags_are_given(self) -> None:
        assert self.override(tags=("#Sea",)).hashtags == Hashtags(("#Sea",), "given")

    def test_no_tags_take_all_of_them_away(self) -> None:
        assert self.override(tags=()).hashtags == Hashtags()

    def test_a_post_is_replaced_and_the_others_stay(self) -> None:
        assert self.override(posts={"bluesky": "New"}).posts == {"x": "Old", "bluesky": "New"}

    def test_a_problem_with_the_new_words_is_placed_in_the_file_of_the_edition(self) -> None:
        place = Place("editions/e.toml", 7, 1)
        assert self.override(posts={"x": "New"}, places={"post.x": place}).place("post.x") == place

    def test_links_can_be_left_alone(self) -> None:
        assert not self.override(utm=False).utm
