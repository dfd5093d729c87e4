"""What `make` calls: run and store the notebooks, export them, publish, make the environment.

No notebook imports this package; it may import anything.
"""
