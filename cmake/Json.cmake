# nlohmann/json, as the core sees it (feedspan_core_json) and as the tests do (feedspan_test_json).

set(json_minimum 3.11) # the oldest that the tests run with (Debian 12's)

add_library(feedspan_core_json INTERFACE)
target_compile_definitions(feedspan_core_json INTERFACE
  JSON_NOEXCEPTION                    # a misuse aborts; input is parsed with the SAX interface, which reports
  JSON_NO_IO                          # no <iostream>: it costs over 40 KB of compressed WebAssembly
  JSON_HAS_FILESYSTEM=0
  JSON_HAS_EXPERIMENTAL_FILESYSTEM=0  # else <filesystem> comes in with the conversions
  JSON_USE_IMPLICIT_CONVERSIONS=0)

# Tests read vectors from files and may throw. The same inline functions compiled both ways in one
# program would break the one-definition rule; with diagnostics the library uses another inline
# namespace, so they are different functions (and its messages name the place in the vector file).
add_library(feedspan_test_json INTERFACE)
target_compile_definitions(feedspan_test_json INTERFACE JSON_DIAGNOSTICS=1)
# GCC 12 at -O3 takes the parent links that this adds for reads past the end of a map node.
target_compile_options(feedspan_test_json INTERFACE
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-array-bounds>)

# The folder that holds nlohmann/ of an installed copy new enough, else empty. A header search and not
# find_package alone, because a cross build does not look at the host's CMake packages.
function(find_installed_json result)
  set(${result} "" PARENT_SCOPE)
  find_path(FEEDSPAN_JSON_INCLUDE nlohmann/json.hpp
    PATHS /usr/include /usr/local/include /opt/homebrew/include NO_CMAKE_FIND_ROOT_PATH)
  if(NOT FEEDSPAN_JSON_INCLUDE)
    return()
  endif()
  # Where the version is written: an own header in the package, json.hpp in the single-header release.
  set(macros "${FEEDSPAN_JSON_INCLUDE}/nlohmann/detail/abi_macros.hpp")
  if(NOT EXISTS "${macros}")
    set(macros "${FEEDSPAN_JSON_INCLUDE}/nlohmann/json.hpp")
  endif()
  file(STRINGS "${macros}" parts REGEX "^#define NLOHMANN_JSON_VERSION_(MAJOR|MINOR|PATCH) ")
  string(REGEX REPLACE "[^0-9]*([0-9]+)[^;]*;?" "\\1." version "${parts}")
  string(REGEX REPLACE "\\.$" "" version "${version}")
  if(version VERSION_GREATER_EQUAL json_minimum)
    message(STATUS "nlohmann/json ${version} in ${FEEDSPAN_JSON_INCLUDE}")
    set(${result} "${FEEDSPAN_JSON_INCLUDE}" PARENT_SCOPE)
  endif()
endfunction()

if(NOT EMSCRIPTEN)
  find_package(nlohmann_json ${json_minimum} CONFIG QUIET)
endif()
if(nlohmann_json_FOUND)
  message(STATUS "nlohmann/json ${nlohmann_json_VERSION} in ${nlohmann_json_DIR}")
  # Only its folder: linking the package's target would add its own JSON_* definitions to ours.
  get_target_property(json_include nlohmann_json::nlohmann_json INTERFACE_INCLUDE_DIRECTORIES)
else()
  find_installed_json(json_include)
endif()

if(NOT json_include)
  include(FetchContent)
  FetchContent_Declare(nlohmann_json
    URL https://github.com/nlohmann/json/releases/download/v3.11.3/json.tar.xz
    URL_HASH SHA256=d6c65aca6b1ed68e7a182f4757257b107ae403032760ed6ef121c9d55e81757d
    DOWNLOAD_EXTRACT_TIMESTAMP FALSE)
  FetchContent_MakeAvailable(nlohmann_json)
  set(json_include "${nlohmann_json_SOURCE_DIR}/include")
elseif(EMSCRIPTEN)
  # The host's /usr/include must never be on emcc's include path: its libc headers would win over
  # the sysroot's. A link to the one folder is enough.
  file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/include")
  file(CREATE_LINK "${json_include}/nlohmann" "${CMAKE_CURRENT_BINARY_DIR}/include/nlohmann"
    COPY_ON_ERROR SYMBOLIC)
  set(json_include "${CMAKE_CURRENT_BINARY_DIR}/include")
endif()
foreach(target feedspan_core_json feedspan_test_json)
  target_include_directories(${target} SYSTEM INTERFACE "${json_include}")
endforeach()
