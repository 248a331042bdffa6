"""Tests of Helpline, through its public doors."""
