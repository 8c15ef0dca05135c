"""The staff console: assist, hand-off desk, tickets, insight, catalogue and accounts."""
