"""What every test with a browser may ask for."""

import pytest

from tests.browser.people import PHONE, at_screen


@pytest.fixture
def windows(browser, live_server):
    """A window for a person, on a phone unless another size is said; `more` is for the browser, such as `java_script_enabled`."""
    opened = []

    def window(user, size=PHONE, **more):
        opened.append(browser.new_context(viewport=size, **more))
        return at_screen(user, opened[-1], live_server.url)

    yield window
    for context in opened:
        context.close()
