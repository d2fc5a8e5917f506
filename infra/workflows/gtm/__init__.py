"""The workflows of the go-to-market agents."""
