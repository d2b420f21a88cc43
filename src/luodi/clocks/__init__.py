"""Time limits in rows: whatever has a deadline owns a clock, whose lights turn and whose ladder climbs by themselves."""
