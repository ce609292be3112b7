"""What a plan keeps of an edition that goes to a platform, which keeps the audience itself."""

import json
from datetime import UTC

from newsletter.channels.kinds import KNOWN, Dialect
from newsletter.editions.handover import wording_of
from newsletter.email.slots.model import Compiled
from newsletter.errors import UnusableInput
from newsletter.problems import Place, Problem
from newsletter.project.folder import SETTINGS_FILE
from newsletter.settings import ChannelSettings
from newsletter.store.plan_channels import Blob
from newsletter.usecases.archive import page_blob
from newsletter.usecases.blob_names import HANDOVER, TEXT
from newsletter.usecases.building import Build


def handover_blobs(
    build: Build, compiled: Compiled, channel: str, settings: ChannelSettings
) -> tuple[Blob, ...]:
    """The edition for one platform, its text, and its page for the archive.

    Raises:
        UnusableInput: handover-pictures, handover-way-out: it cannot go there as it is.
    """
    dialect = _dialect(settings)
    wording = wording_of(build.edition, build.design, compiled, dialect)
    if build.design.pictures.embedded(wording.html):
        raise UnusableInput(_pictures(channel))
    if not wording.has_way_out:
        raise UnusableInput(_no_way_out(build, channel))
    flat = {
        "edition": build.edition.name,
        "subject": wording.subject,
        "preheader": wording.preheader,
        "html": wording.html,
        "text": wording.text,
        "sends_at": build.edition.date.astimezone(UTC).isoformat(),
    }
    data = json.dumps(flat, ensure_ascii=False).encode("utf-8", "replace")
    text = Blob(TEXT, "text/plain", wording.text.encode("utf-8", "replace"))
    return Blob(HANDOVER, "application/json", data), text, page_blob(build)


def _dialect(settings: ChannelSettings) -> Dialect:
    dialect = KNOWN[settings.sender].dialect
    if dialect is None:
        raise ValueError(f"'{settings.sender}' is a platform without a dialect")
    return dialect


def _pictures(channel: str) -> Problem:
    text = f"Channel '{channel}': pictures that are embedded cannot go to a platform."
    hint = 'Write mode = "link" in [images], so that they are shown from your own site.'
    return Problem("handover-pictures", text, hint, Place(SETTINGS_FILE))


def _no_way_out(build: Build, channel: str) -> Problem:
    text = f"Channel '{channel}': the mail has no link to unsubscribe that a platform can fill in."
    hint = 'Write <a href="{{ links.unsubscribe }}"> in the template, with nothing around it.'
    place = Place(f"templates/{build.design.template}.mjml")
    return Problem("handover-way-out", text, hint, place)
