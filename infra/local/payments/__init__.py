"""A stand-in of Stripe: payment intents, refunds and signed webhooks, with faults to switch on."""
