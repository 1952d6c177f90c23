"""Rules of disclosure control (security §3: R1 to R11). Pure."""
