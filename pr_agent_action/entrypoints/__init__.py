"""Translate a deployment into one call of the agent."""
