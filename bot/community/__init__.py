"""Communities and the places in them that get the daily challenge."""
