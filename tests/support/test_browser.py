import asyncio

import pytest

from tests.support.browser import chromium

pytestmark = pytest.mark.browser


def test_no_event_loop_is_left_in_the_thread_of_the_tests():
    with chromium() as browser:
        assert browser.is_connected()
        assert asyncio.get_running_loop()
    with pytest.raises(RuntimeError, match="no running event loop"):
        asyncio.get_running_loop()
