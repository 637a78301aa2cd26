"""Questions that are wrong: reported, frozen, corrected."""
