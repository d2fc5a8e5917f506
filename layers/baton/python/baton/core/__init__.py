"""What everything rests on: contracts, ids, time, errors, money, text, logs. It knows nothing of AWS."""
