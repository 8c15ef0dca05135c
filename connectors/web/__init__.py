"""The public web channel: messages, services, health, and the page."""
