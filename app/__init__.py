"""Foreseen: who predicted what, how sure they sounded, what happened, and how well calibrated they are."""
