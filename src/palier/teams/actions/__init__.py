"""What changes employment: contracts, hours, months, agreement."""
