"""Personal data: masking at the door, retention, showing and deleting what is kept."""
