"""Run all processes of one installation, from the first start to a stop that leaves nothing behind.

The order of a start is in `start.py`, the processes are in `processes.py`, one process' life is in `keeper.py`.
"""
