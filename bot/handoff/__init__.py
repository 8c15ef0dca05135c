"""When a person takes over, who waits for one, and who has whom."""
