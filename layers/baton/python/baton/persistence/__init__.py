"""DynamoDB: tables, transactions, pages and listings."""
