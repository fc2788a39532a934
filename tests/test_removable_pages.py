"""Pages that may be taken out of a printed file say so, each of them (domain.md 8.3)."""

from tests.test_pdf import LONG, drawn, new, pages


def test_every_page_of_a_removable_part_says_so_and_no_other():
    paper = new()
    paper.text("before")
    with paper.removable_page("Take this page out"):
        paper.text(LONG)
        paper.text(LONG)
    paper.text("after")
    told = pages(drawn(paper))
    assert len(told) > 3
    assert ["Take this page out" in page for page in told] == [False, *[True] * (len(told) - 2), False]
