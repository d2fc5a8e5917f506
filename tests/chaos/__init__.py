"""Bad weather: the deployed functions behind a proxy that answers with AWS's own faults."""
