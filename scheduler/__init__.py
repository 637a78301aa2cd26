"""The alarm clock: wakes for due timers and deliveries."""
