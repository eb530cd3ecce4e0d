"""The gateway to language models: the only room that imports litellm."""
