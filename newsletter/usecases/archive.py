"""Editions that went out, as anybody may see them in a browser."""

from base64 import b64encode

from newsletter.editions.context import Recipient
from newsletter.editions.render import render
from newsletter.store.opening import Store
from newsletter.store.plan_channels import Blob, blobs_of, channels_of
from newsletter.store.plans import plans_of
from newsletter.usecases.building import Build

PAGE = "page"
ANYBODY = Recipient("")
BEGUN = ("sending", "done")


def page_blob(build: Build) -> Blob:
    """The edition as a page about nobody, with its embedded pictures in it."""
    html = render(build.edition, build.design, ANYBODY).html or ""
    for picture in build.design.pictures.embedded(html):
        data = b64encode(picture.data).decode("ascii")
        html = html.replace(picture.src, f"data:{picture.media_type};base64,{data}")
    return Blob(PAGE, "text/html", html.encode("utf-8", "replace"))


def archived_page(store: Store, edition: str) -> bytes | None:
    """The page of an edition that began to go out; None for any other.

    Raises:
        NewsletterError: the store failed.
    """
    with store.reading() as transaction:
        begun = (plan for plan in plans_of(transaction, edition) if plan.state in BEGUN)
        for plan in begun:
            for channel in channels_of(transaction, plan.id):
                for blob in blobs_of(transaction, channel.id):
                    if blob.name == PAGE:
                        return blob.data
    return None
