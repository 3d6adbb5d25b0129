from creditrepair.logs import keep_allowed_keys


def test_unknown_keys_are_dropped_and_named():
    kept = keep_allowed_keys(None, "info", {"event": "case_accepted", "object": "case:1", "phone": "13800000000"})
    assert kept == {"event": "case_accepted", "object": "case:1", "dropped": "phone"}
