"""Let `python -m helpline` be the `helpline` command."""

from helpline.commands import main

main()
