"""Config: settings, root urls, wiring (event → who reacts) and the `palier` command line."""
