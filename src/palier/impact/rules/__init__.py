"""Rules of the figures that leave the association, and of the bilan. Pure."""
