"""What the assistant does, as rasa_sdk actions: thin, one family a file."""
