"""What stands on paper, as a reader would find it."""

import pypdfium2

SPLIT = "\ufffe"  # what the library puts where a word was parted at the end of a line


def words_on(content: bytes) -> str:
    """The text of a PDF in one line, each word whole: what is looked for and not found is not there."""
    document = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).replace(SPLIT, "").split())
