"""The programs that the host needs and where each of them comes from; images are ``infra.images``'s."""
