"""The doors of the real program, from outside: python3 -m unittest discover -s tests/http_api -t . -p '*_test.py'"""
