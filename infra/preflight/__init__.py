"""What is looked at before a deployment: whether AWS will take it, and what to do if not."""
