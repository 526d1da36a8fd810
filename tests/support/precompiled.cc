// Nothing: it gives the headers that all tests include something to be compiled with (tests/CMakeLists.txt).
