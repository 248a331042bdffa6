"""Play whole conversations against everything that runs, and compare what became of the shop."""
