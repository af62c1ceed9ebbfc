"""Data Docs without a network: nothing is fetched, and a failed rule never looks like a passed one."""

from expectations.docs import offline

PAGE = """<html><head><link rel="stylesheet" href="https://example.org/all.css"><link rel="icon" href="../icon.ico">
<script src="https://example.org/x.js"></script><script>var own = 1</script></head>
<body><img src="https://example.org/logo.png"><i class="fas fa-times text-danger"></i></body></html>"""


def test_nothing_is_fetched_and_what_is_local_stays() -> None:
    page = offline(PAGE)
    assert "example.org" not in page
    assert '<link rel="icon" href="../icon.ico">' in page
    assert "var own = 1" in page


def test_the_marks_are_words_of_the_page_itself() -> None:
    page = offline(PAGE)
    assert '.fa-times::before{content:"✗ 不符"}' in page
    assert offline(page) == page
