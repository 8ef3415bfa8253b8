"""The service: HTTP, hub, worker and command line around `feeds`."""
