"""Programs that measure Postwire beside public tools, on archives they generate."""
