"""From bytes to facts: files, notebooks and their cells, texts that do not parse."""
