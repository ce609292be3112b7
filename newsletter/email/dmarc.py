"""DMARC's question to a signature: does it speak for the domain that readers see?"""

_OF_REGISTRIES = frozenset(
    (
        "ac", "co", "com", "ed", "edu", "go", "gob", "gov", "gouv", "ltd", "me", "mil", "ne",
        "net", "nom", "or", "org", "plc", "sch",
    )
)  # fmt: skip
"""Labels below which registries of countries sell names, as in ``co.uk`` and ``or.jp``."""


def is_aligned(signing: str, author: str) -> bool:
    """Do both domains belong to one organization, as relaxed alignment asks (RFC 7489, 3.1.1)?

    Both are in ASCII. One above the other does. Two below a third do if somebody owns that; which
    names belong to registries is a long list that changes, so the customary ones stand for it.
    """
    one, other = (name.lower().split(".") for name in (signing, author))
    common = 0
    while common < min(len(one), len(other)) and one[-common - 1] == other[-common - 1]:
        common += 1
    shared = one[len(one) - common :]
    return shared in (one, other) or _is_owned(shared)


def _is_owned(labels: list[str]) -> bool:
    if len(labels) < 2:
        return False
    of_registry = len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _OF_REGISTRIES
    return not of_registry
