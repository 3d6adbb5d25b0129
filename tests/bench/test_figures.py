from bench.load import percentile
from bench.scale import Measured


def test_a_percentile_is_one_of_the_values():
    latencies = [place / 1000 for place in range(1, 101)]
    assert [percentile(latencies, percent) for percent in (50, 95, 99)] == [50.0, 95.0, 99.0]
    assert percentile([], 95) == 0.0


def test_a_request_that_broke_off_is_no_error_of_the_page():
    measured = Measured.of({"walls": [5100.0, 20.0, 30.0], "works": [40.0, 10.0, 20.0], "statuses": [500, 200, 500]})
    assert (measured.timeouts, measured.errors, measured.samples) == (1, 1, 3)
    assert measured.work == 20.0
