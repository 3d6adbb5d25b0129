import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import strictness


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_both_ends_of_a_connection_are_found_until_they_are_closed(listening):
    ends = [socket.create_connection(listening.getsockname()), listening.accept()[0]]
    left = strictness.left_open(patience=0)
    assert [repr(end) in left for end in ends] == [True, True]
    for end in ends:
        end.close()
    assert strictness.left_open(patience=0) == [repr(listening)]


def test_one_that_is_about_to_hang_up_is_waited_for(listening):
    caller = socket.create_connection(listening.getsockname())
    threading.Timer(0.1, listening.close).start()
    threading.Timer(0.1, caller.close).start()
    assert strictness.left_open(patience=5) == []


def test_a_pooled_connection_to_a_file_may_stay():
    first, second = socket.socketpair()
    with first, second:
        assert strictness.left_open(patience=0) == []


def test_whoever_forgets_one_fails_at_the_end():
    with pytest.raises(AssertionError, match="leaves sockets open"), strictness.no_socket_left(patience=0):
        forgotten = socket.create_server(("127.0.0.1", 0))
    forgotten.close()
    with strictness.no_socket_left(patience=0), socket.create_server(("127.0.0.1", 0)):
        pass


PIECES = (
    "<", ">", "/", " ", "\n", "=", '"', "'", "a", "p", "<p", "<script", "</script>", "<style", "<!--", "-->", "src", "href", "action", "style", "class",
    "on", "onclick", "ON", "hx-on:click", "type", "application/json", "javascript:", "JavaScript:", "&#106;avascript:", "&Tab;", "x", "文",
)  # fmt: skip


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_no_inline_code_is_let_pass_at_a_glance(html):
    finder = strictness.InlineCodeFinder()
    finder.feed(html)
    assert strictness.inline_code(html) == finder.found


@pytest.mark.parametrize(
    "html",
    [
        "<style>p{}</style>",
        "<STYLE >p{}</STYLE>",
        "<script>x()</script>",
        '<script type="module">x()</script>',
        '<p style="color:red">',
        "<p class='a'style=x>",
        '<p\nonclick="x()">',
        '<p class="a"onclick="x()">',
        '<p hx-on:click="x()">',
        '<a href="javascript:x()">',
        "<a href= ' JavaScript:x()'>",
        '<form action="&#106;avascript:x()">',
        '<button formaction="javascript:x()">',
    ],
)
def test_inline_code_is_found(html):
    assert len(strictness.inline_code(f'<!doctype html><script src="/a.js"></script>{html}')) == 1


def test_a_page_of_ours_is_let_pass_at_a_glance(client, db):
    page = client.get("/v/").content.decode()
    assert "<script src=" in page
    assert not strictness.SUSPECT.search(page)
