"""What happened: outcomes of turns, and what people complain about."""
