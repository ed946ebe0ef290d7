"""A picture somebody sends, made small: its points are kept, and nothing that the camera wrote beside them."""

import io
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError

if TYPE_CHECKING:
    from PIL import Image

LARGEST_BYTES = 5 * 1024 * 1024
LARGEST_POINTS = 50_000_000  # a small file can claim to be a picture as large as a house
SIDE_POINTS = 480  # of the longer side
_QUALITY = 82
_KINDS = ("JPEG", "PNG", "WEBP")


class UnreadablePicture(ShukeError):
    """Too large, or no picture of a kind we take."""


def small_picture(data: bytes) -> bytes:
    """A JPEG without EXIF, upright, of at most SIDE_POINTS. What it is, its bytes say, not its name.

    Raises UnreadablePicture.
    """
    from PIL import Image  # costs a start-up what few requests need

    if len(data) > LARGEST_BYTES:
        raise UnreadablePicture(_("The picture is larger than 5 MB; take a smaller one."))
    try:
        with Image.open(io.BytesIO(data), formats=_KINDS) as sent:
            if sent.width * sent.height > LARGEST_POINTS:
                raise UnreadablePicture(_("The picture has too many points; take a smaller one."))
            sent.thumbnail((SIDE_POINTS, SIDE_POINTS))  # first: of a JPEG then only a part is unfolded
            upright = _upright(sent)
            plain = _on_white(upright) if upright.has_transparency_data else upright.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as broken:
        raise UnreadablePicture(_("This is no JPEG, PNG or WebP picture; choose another file.")) from broken
    plain.info = {}  # a comment would be written again
    made = io.BytesIO()
    plain.save(made, "JPEG", quality=_QUALITY, optimize=True)
    return made.getvalue()


def _upright(picture: "Image.Image") -> "Image.Image":
    """As the camera says it was held; as it lies where what it says cannot be read."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # Pillow lets out whatever a broken EXIF brings about: struct.error, TypeError, KeyError
        return picture


def _on_white(picture: "Image.Image") -> "Image.Image":
    from PIL import Image

    ground, shown = Image.new("RGB", picture.size, "white"), picture.convert("RGBA")
    ground.paste(shown, mask=shown)
    return ground
