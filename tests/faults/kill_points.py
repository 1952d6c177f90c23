"""Where a post can die: the named points of kill_server.py, in the order in which a post comes by."""

POINTS = (
    "arrived", "before_turn", "turn_taken", "revisions_read", "judged", "numbered", "writing", "written", "applied", "before_commit",
    "committed", "answer_made", "half_answered", "answered",
)  # fmt: skip
