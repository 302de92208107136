"""Where an order comes from and where it goes: sets, listings, loops, sorting."""
