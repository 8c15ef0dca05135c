"""Question sets, dialogue scripts, and the proof of paths."""
