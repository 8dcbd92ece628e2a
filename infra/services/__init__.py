"""What runs: one file a service, each a pure function from settings to a `ServiceSpec`."""
