from bench.rows.record import shortest_ways

ROWS = [
    ("case", "open", "", "new"),
    ("case", "accept", "new", "accepted"),
    ("case", "return", "accepted", "new"),
    ("case", "hurry", "", "accepted"),
    ("case", "note", "accepted", "accepted"),
    ("notice", "prepare", "", "prepared"),
]


def test_the_fewest_changes_lead_to_a_state():
    ways = shortest_ways(ROWS)
    assert ways["case"] == {"": (), "new": (("open", "", "new"),), "accepted": (("hurry", "", "accepted"),)}
    assert ways["notice"]["prepared"] == (("prepare", "", "prepared"),)


def test_a_state_that_nothing_leads_to_has_no_way():
    assert "lost" not in shortest_ways([*ROWS, ("case", "find", "lost", "new")])["case"]
