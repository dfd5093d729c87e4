"""Stands for the package by which programs recognise Colab; the course must not need it."""
