"""Pictures made to fit what a network takes, without what a camera wrote into them."""

import random
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from newsletter.posting import Picture
from newsletter.senders.http.pictures import LONGEST_SIDE, fitted

MEGABYTE = 1_000_000
TYPES = ("image/jpeg", "image/png")
GPS_INFO, ORIENTATION = 0x8825, 0x0112


def noise(width: int, height: int) -> Image.Image:
    """The hardest picture to make small."""
    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))


def saved(image: Image.Image, form: str, **options: object) -> Picture:
    into = BytesIO()
    image.save(into, form, **options)
    return Picture(into.getvalue(), f"image/{form.lower()}", *image.size, "A bridge")


def opened(picture: Picture | None) -> Image.Image:
    assert picture is not None
    return Image.open(BytesIO(picture.data))


def photo_with(tag: int, value: object, size: tuple[int, int] = (40, 20)) -> Picture:
    exif = Image.Exif()
    if tag == GPS_INFO:
        exif.get_ifd(GPS_INFO)[1] = "N"
    exif[tag] = value
    return saved(noise(*size), "JPEG", exif=exif.tobytes(), comment=b"taken by Ann")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_is_too_large_becomes_small_enough(form: str) -> None:
    found = fitted(saved(noise(1500, 1000), form, quality=100), 200_000, TYPES)
    assert found is not None
    assert len(found.data) <= 200_000


def test_the_size_that_is_told_is_that_of_the_new_picture() -> None:
    found = fitted(saved(noise(3000, 1000), "JPEG"), MEGABYTE, TYPES)
    assert found is not None
    assert (found.width, found.height) == opened(found).size == (LONGEST_SIDE, 683)


def test_the_description_stays() -> None:
    found = fitted(saved(noise(9, 9), "PNG"), MEGABYTE, TYPES)
    assert found is not None
    assert found.alt == "A bridge"


def test_a_drawing_stays_without_loss() -> None:
    drawing = Image.linear_gradient("L").convert("RGB")
    found = opened(fitted(saved(drawing, "PNG"), MEGABYTE, TYPES))
    assert (found.format, found.tobytes()) == ("PNG", drawing.tobytes())


def test_a_photo_stays_a_jpeg() -> None:
    assert opened(fitted(saved(noise(40, 40), "JPEG"), MEGABYTE, TYPES)).format == "JPEG"


def test_where_a_photo_was_taken_is_told_to_nobody() -> None:
    found = opened(fitted(photo_with(GPS_INFO, 1), MEGABYTE, TYPES))
    assert not found.getexif()
    assert set(found.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }


def test_what_was_written_into_a_png_is_left_out() -> None:
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", "Ann")
    found = fitted(saved(noise(9, 9), "PNG", pnginfo=told), MEGABYTE, TYPES)
    assert found is not None
    assert b"Ann" not in found.data


def test_a_photo_that_was_taken_lying_is_upright() -> None:
    assert opened(fitted(photo_with(ORIENTATION, 6), MEGABYTE, TYPES)).size == (20, 40)


def test_a_photo_whose_metadata_are_damaged_is_taken() -> None:
    damaged = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\xff" * 20
    assert fitted(saved(noise(40, 20), "JPEG", exif=damaged), MEGABYTE, TYPES) is not None


def test_a_colour_profile_stays() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    found = opened(fitted(saved(noise(9, 9), "JPEG", icc_profile=profile), MEGABYTE, TYPES))
    assert found.info["icc_profile"] == profile


def test_what_is_see_through_lies_on_white_in_a_jpeg() -> None:
    clear = saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")
    assert opened(fitted(clear, MEGABYTE, ("image/jpeg",))).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_a_png_of_any_kind_is_taken(mode: str) -> None:
    assert fitted(saved(Image.new(mode, (9, 9)), "PNG"), MEGABYTE, TYPES) is not None


def test_a_photo_for_print_is_taken() -> None:
    found = opened(fitted(saved(Image.new("CMYK", (9, 9)), "JPEG"), MEGABYTE, TYPES))
    assert found.mode == "RGB"


def test_a_moving_picture_goes_as_it_is_where_it_may() -> None:
    frames = [Image.new("L", (9, 9), shade) for shade in (0, 255)]
    moving = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    found = fitted(moving, MEGABYTE, (*TYPES, "image/gif"))
    assert found is not None
    assert (found.data, found.media_type) == (moving.data, "image/gif")


def test_a_moving_picture_stands_still_where_it_must() -> None:
    frames = [Image.new("L", (9, 9), shade) for shade in (0, 255)]
    moving = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert opened(fitted(moving, MEGABYTE, TYPES)).format == "PNG"


def test_the_same_picture_gives_the_same_bytes() -> None:
    picture = saved(noise(300, 200), "JPEG")
    assert fitted(picture, 20_000, TYPES) == fitted(picture, 20_000, TYPES)


def test_a_picture_that_would_fill_the_memory_is_not_opened() -> None:
    bomb = saved(Image.new("1", (20_000, 20_000)), "PNG")
    assert fitted(bomb, MEGABYTE, TYPES) is None


def with_size(picture: Picture, width: int) -> Picture:
    """A PNG that tells another width than it has."""
    return Picture(
        picture.data[:16] + width.to_bytes(4, "big") + picture.data[20:], "image/png", 1, 1
    )


@pytest.mark.parametrize(
    "broken",
    [
        Picture(b"", "image/png", 1, 1),
        Picture(b"\x89PNG\r\n\x1a\n", "image/png", 1, 1),
        Picture(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", 1, 1),
        Picture(b"II*\0" + b"\xff" * 64, "image/tiff", 1, 1),
        Picture(saved(noise(60, 60), "JPEG").data[:900], "image/jpeg", 60, 60),
        with_size(saved(noise(9, 9), "PNG"), 20_000),
    ],
    ids=["empty", "only a header", "a drawing in SVG", "TIFF", "cut off", "lies about its size"],
)
def test_what_is_no_usable_picture_is_none(broken: Picture) -> None:
    assert fitted(broken, MEGABYTE, TYPES) is None


@pytest.mark.parametrize("types", [(), ("image/avif",)])
def test_a_network_that_takes_none_of_our_types_gets_none(types: tuple[str, ...]) -> None:
    assert fitted(saved(noise(9, 9), "PNG"), MEGABYTE, types) is None


def test_what_cannot_become_that_small_is_none() -> None:
    assert fitted(saved(noise(9, 9), "PNG"), 50, TYPES) is None
