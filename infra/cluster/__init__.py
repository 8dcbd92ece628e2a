"""A throwaway Kubernetes of one node, in one container of the Docker engine: for tests, never for data."""
