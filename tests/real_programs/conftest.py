"""The programs are checked in sessions of their own, not collected with our tests."""

collect_ignore = ["programs"]
