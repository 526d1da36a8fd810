"""The log worked out a second time: python3 -m unittest discover -s tests/fold -t . -p '*_test.py'"""
