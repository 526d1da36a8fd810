// What Boost.Asio consists of beyond templates, compiled here instead of in every file that includes it
// (BOOST_ASIO_SEPARATE_COMPILATION in CMakeLists.txt).
#include <boost/asio/impl/src.hpp>
