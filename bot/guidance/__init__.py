"""Walking a person through a service: situations, checklist, steps, dates, journeys."""
