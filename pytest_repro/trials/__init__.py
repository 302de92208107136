"""One execution of training fixtures in an interpreter of its own."""
