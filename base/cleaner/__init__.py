"""What makes a file harmless, run as a process of its own (`python -m base.cleaner`): bytes go in, a new file comes out.

It imports neither Django nor settings and gets no environment, so that a hostile file that takes it over finds no key in it.
"""
