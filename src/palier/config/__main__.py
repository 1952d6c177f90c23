"""`python -m palier.config` is the `palier` command."""

from palier.config.cli import palier

if __name__ == "__main__":
    palier(prog_name="palier")
