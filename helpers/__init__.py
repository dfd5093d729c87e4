"""Helpers of the course: one small module per job.

Importing this package imports nothing else; above all it does not import TensorFlow, so that
commands such as ``python -m helpers.data`` start at once.
"""

SEED = 2021
"""The one seed of the course (data order, weights, stand-in images)."""
