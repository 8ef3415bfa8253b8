"""Characters, dates and addresses as texts spell them."""
