# GTest::gtest_main and GTest::gmock, from the system or pinned.
find_package(GTest 1.12 CONFIG QUIET)
if(NOT GTest_FOUND)
  include(FetchContent)
  FetchContent_Declare(googletest
    URL https://github.com/google/googletest/archive/refs/tags/v1.14.0.tar.gz
    URL_HASH SHA256=8ad598c73ad796e0d8280b082cebd82a630d73e73cd3c70057938a6501bba5d7
    DOWNLOAD_EXTRACT_TIMESTAMP FALSE)
  set(INSTALL_GTEST OFF)
  FetchContent_MakeAvailable(googletest)
endif()
