"""The web product: settings, addresses, the frame and the look of all pages."""
