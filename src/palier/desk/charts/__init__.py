"""Charts drawn on the server as SVG. The title of each is its finding; its table stands beside it."""
