"""Which colours of text are not seen on which grounds."""

import pytest

from extract.readers.shared.colours import WHITE, Paint, is_light, is_unseen, mixed, paint_of, rgb_of


@pytest.mark.parametrize(
    ("told", "colour"),
    [
        ("#fff", (255, 255, 255)),
        ("FEFEFE", (254, 254, 254)),
        ("#ffffff80", (255, 255, 255)),
        (" White ", (255, 255, 255)),
        ("rgb(240, 241, 255)", (240, 241, 255)),
        ("rgba(100% 0% 0% / 0.5)", (255, 0, 0)),
        ("navy", (0, 0, 128)),
        ("windowtext", (0, 0, 0)),
        ("100", (17, 0, 0)),
        ("rgb(1.2.3, 4, 5)", None),
        ("100%", None),
        ("url(a.png)", None),
        ("", None),
    ],
)
def test_colours_by_their_names(told: str, colour: tuple[int, int, int] | None) -> None:
    assert rgb_of(told) == colour


def test_what_shines_through() -> None:
    assert paint_of("transparent") == Paint((0, 0, 0), 0.0)
    assert paint_of("rgba(0,0,0,0)") == Paint((0, 0, 0), 0.0)
    assert paint_of("rgba(0,0,0,.1)") == Paint((0, 0, 0), 0.1)
    assert paint_of("rgb(0 0 0 / 25%)") == Paint((0, 0, 0), 0.25)
    assert paint_of("#f008") == Paint((255, 0, 0), 8 / 15)
    assert mixed((0, 0, 0), 0.2, WHITE) == (204, 204, 204)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("fff", "fff"),
        ("fafafa", "fff"),
        ("eee", "fff"),
        ("eee", "ddd"),
        ("fff", "d9d9d9"),
        ("e8eef7", "e8eef7"),
        ("1f4e79", "1f4e79"),
        ("1f4e79", "1f3864"),
        ("808080", "8a8a8a"),
        ("000", "111"),
        ("yellow", "fff"),  # only blue tells them apart
    ],
)
def test_text_in_the_colour_of_its_ground(text: str, ground: str) -> None:
    one, other = rgb_of(text), rgb_of(ground)
    assert one
    assert other
    assert is_unseen(one, other)
    assert is_unseen(other, one)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("999", "fff"),
        ("ccc", "fff"),
        ("lightgrey", "fff"),
        ("fff", "4472c4"),
        ("000", "d9d9d9"),
        ("000", "003366"),
        ("red", "808080"),  # of the same brightness
        ("red", "4472c4"),
        ("666", "999"),
    ],
)
def test_faint_text_that_is_seen_was_doubted(text: str, ground: str) -> None:
    colour = rgb_of(text)
    assert colour
    assert not is_unseen(colour, rgb_of(ground))


def test_on_a_ground_that_cannot_be_told_text_is_seen() -> None:
    assert not is_unseen(WHITE, None)


def test_light_grounds() -> None:
    assert is_light((255, 255, 0))
    assert is_light((217, 217, 217))
    assert not is_light((31, 73, 125))
