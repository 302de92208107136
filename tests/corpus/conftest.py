"""The programs are run by the corpus, not collected with our own tests."""

collect_ignore = ["programs"]
