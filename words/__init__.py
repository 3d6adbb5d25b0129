"""How facts are written for people: one text for each, on pages, papers, previews and in messages. Plain values only."""
