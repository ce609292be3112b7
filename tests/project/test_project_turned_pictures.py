"""A JPEG that a phone took upright lies on its side in the file; Exif says so."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.project.image_size import ImageSize, image_size

SIZE = (1200, 630)


def exif(orientation: int, order: str = "<", before: int = 1) -> bytes:
    """Exif data of one directory, with ``before`` other entries ahead of the orientation."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    other = struct.pack(f"{order}HHI4s", 0x010F, 2, 4, b"Cam\0") * before
    turned = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    count = struct.pack(f"{order}H", before + 1)
    return b"Exif\0\0" + mark + struct.pack(f"{order}I", 8) + count + other + turned + b"\0" * 4


def jpeg(*app1: bytes) -> bytes:
    segments = b"".join(b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data for data in app1)
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, SIZE[1], SIZE[0], 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + segments + frame + b"\xff\xd9"


def shown(*app1: bytes) -> tuple[int, int]:
    found = image_size(jpeg(*app1))
    assert found is not None
    return found.width, found.height


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_width_and_height_are_those_of_the_picture_as_it_is_shown(
    orientation: int, order: str
) -> None:
    expected = SIZE if orientation < 5 else SIZE[::-1]
    assert shown(exif(orientation, order)) == expected


def test_a_jpeg_without_exif_is_not_turned() -> None:
    assert shown() == SIZE


def test_other_application_data_is_passed_over() -> None:
    assert shown(b"http://ns.adobe.com/xap/1.0/\0<x/>", exif(6)) == SIZE[::-1]


@pytest.mark.parametrize("end", range(0, 40, 3))
def test_exif_that_ends_early_turns_nothing(end: int) -> None:
    assert shown(exif(6, before=2)[:end]) == SIZE


@settings(max_examples=200, derandomize=True, database=None)
@given(st.binary(max_size=80))
def test_any_bytes_as_exif_leave_one_of_two_sizes(data: bytes) -> None:
    assert image_size(jpeg(b"Exif\0\0" + data)) in (
        ImageSize("image/jpeg", *SIZE),
        ImageSize("image/jpeg", *SIZE[::-1]),
    )
