"""What is done with one file: scanned for what other files need to know, then shown to the rules."""
