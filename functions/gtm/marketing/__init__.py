"""Marketing: concepts, messages to segments, channels."""
