"""Guards around a language model: what goes in is data, and what comes out is checked."""
