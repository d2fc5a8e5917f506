"""What is kept, one module per entity: the port every caller sees, and its DynamoDB adapter."""
