"""What Postwire is measured beside: small applications that answer with the same feed."""
