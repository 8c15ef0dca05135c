"""Redis: connecting, the key layout, and one small adapter a need."""
