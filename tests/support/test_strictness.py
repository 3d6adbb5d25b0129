import socket
import threading

import pytest

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
