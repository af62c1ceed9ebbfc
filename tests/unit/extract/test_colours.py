"""Which colours of text are not seen on which grounds."""

import pytest

from extract.readers.colours import is_light, is_pale, is_see_through, rgb_of


@pytest.mark.parametrize(
    ("told", "colour"),
    [
        ("#fff", (255, 255, 255)),
        ("FEFEFE", (254, 254, 254)),
        ("#ffffff80", (255, 255, 255)),
        (" White ", (255, 255, 255)),
        ("rgb(240, 241, 255)", (240, 241, 255)),
        ("rgba(100% 0% 0% / 0.5)", (255, 0, 0)),
        ("navy", None),
        ("url(a.png)", None),
        ("", None),
    ],
)
def test_colours_by_their_names(told: str, colour: tuple[int, int, int] | None) -> None:
    assert rgb_of(told) == colour


def test_pale_text_and_light_grounds() -> None:
    assert is_pale((255, 255, 255))
    assert is_pale((240, 240, 240))
    assert not is_pale((239, 255, 255))
    assert not is_pale(None)
    assert is_light((255, 255, 0))
    assert is_light((217, 217, 217))
    assert not is_light((79, 129, 189))
    assert is_see_through("transparent")
    assert is_see_through("rgba(0,0,0,0)")
    assert not is_see_through("rgba(0,0,0,.1)")
