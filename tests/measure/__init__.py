"""Tests of the measuring of understanding."""
