"""One folder is one Lambda: an agent, or a service of the platform."""
