"""How a source gets between the program and the machine: sites, taps on calls, and hooks on imports."""
