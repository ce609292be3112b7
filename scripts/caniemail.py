"""Write newsletter/checks/caniemail.json: which mail client supports which feature.

The data is caniemail's (https://www.caniemail.com, MIT), as the npm package `caniemail` carries it.
Run it by hand after a release of that package; it needs npm, the product itself never does:

    .venv/bin/python scripts/caniemail.py [VERSION]

Of each feature it keeps the support of the newest tested version of every app that we report, as
caniemail writes it ("y", "a #1": partial, "n #2", "u": unknown), and the notes it refers to. The
package's licence goes into caniemail.LICENSE beside the data.
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

CHECKS = Path(__file__).parent.parent / "newsletter" / "checks"
DATA, NOTICE = CHECKS / "caniemail.json", CHECKS / "caniemail.LICENSE"
NEWEST_KNOWN = "2.0.2"
UPSTREAM_COPYRIGHT = "Copyright (c) 2019 HTeuMeuLeu (the data: github.com/hteumeuleu/caniemail)"

APPS = {
    "gmail": ("desktop-webmail", "ios", "android", "mobile-webmail"),
    "outlook": ("windows", "outlook-com"),
    "yahoo": ("desktop-webmail", "ios", "android"),
    "apple-mail": ("macos", "ios"),
}
UNKNOWN = "u"


def main(version: str = NEWEST_KNOWN) -> None:
    """Fetch the package with npm and write our two files."""
    with tempfile.TemporaryDirectory() as folder:
        package = unpacked(version, Path(folder))
        source = json.loads((package / "data" / "caniemail.json").read_text("utf-8"))
        licence = (package / "LICENSE").read_text("utf-8")
    DATA.write_text(page(source, version), "utf-8")
    NOTICE.write_text(notice(licence), "utf-8")
    print(f"{len(source['data'])} features, {DATA.stat().st_size:,} bytes, written to {DATA.name}")


def unpacked(version: str, folder: Path) -> Path:
    """The folder of the npm package, unpacked below ``folder``; nothing of it is run."""
    command = ("npm", "pack", "--silent", f"caniemail@{version}")
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def page(source: Mapping[str, Any], version: str) -> str:
    """The data file: a head, then one feature a line, so that a new version reads as a diff."""
    features = sorted(source["data"], key=lambda feature: str(feature["slug"]))
    head = {
        "source": f"caniemail {version} (npm), data of {source['last_update_date'][:10]}",
        "licence": "MIT, see caniemail.LICENSE",
        "apps": list(app_names()),
    }
    lines = [f"{compact(key)}:{compact(value)}," for key, value in head.items()]
    rows = ",\n".join(compact(kept(feature)) for feature in features)
    return "\n".join(("{", *lines, f'"features":[\n{rows}\n]', "}\n"))


def app_names() -> Iterator[str]:
    """``gmail.ios`` and the like, in the order of every feature's ``support``."""
    return (f"{family}.{app}" for family, apps in APPS.items() for app in apps)


def kept(feature: Mapping[str, Any]) -> dict[str, Any]:
    """What we keep of one feature."""
    support = [newest(feature["stats"], name) for name in app_names()]
    used = sorted({int(number) for value in support for number in re.findall(r"#(\d+)", value)})
    notes = feature["notes_by_num"] or {}
    return {
        "slug": feature["slug"],
        "title": feature["title"].strip(),
        "category": feature["category"],
        "tested": feature["last_test_date"],
        "url": feature["url"],
        "support": support,
        "notes": {str(number): notes[str(number)] for number in used if str(number) in notes},
    }


def newest(stats: Mapping[str, Mapping[str, Mapping[str, str]]], app: str) -> str:
    """The support of an app's newest tested version, whatever the order in the source."""
    family, _, name = app.partition(".")
    versions = stats.get(family, {}).get(name, {})
    return versions[max(versions, key=version_order)] if versions else UNKNOWN


def version_order(version: str) -> tuple[int, ...]:
    """``12.10`` after ``12.9``; dates such as ``2024-10`` after all version numbers."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def notice(licence: str) -> str:
    """The package's licence with the copyright line of the data's authors."""
    title, _, rest = licence.partition("\n\n")
    return f"{title}\n\n{UPSTREAM_COPYRIGHT}\n{rest.strip()}\n"


def compact(value: object) -> str:
    """JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main(*sys.argv[1:])
