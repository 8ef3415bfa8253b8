"""`python -m service` is the command `postwire`."""

from service.cli import main

main()
