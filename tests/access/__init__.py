"""Who is let in and how far, at the real program: python3 -m unittest discover -s tests/access -t . -p '*_test.py'"""
