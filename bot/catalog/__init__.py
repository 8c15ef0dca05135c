"""The catalogue of services: what a service is, reading it, checking it, finding in it."""
