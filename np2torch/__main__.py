"""`python -m np2torch`."""

from .cli import main

main()
