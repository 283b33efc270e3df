# Interface targets: link one to take its flags.

add_library(feedspan_warnings INTERFACE)
target_compile_options(feedspan_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Werror
  # GCC 12 sees overlapping copies where std::string is given a literal (its bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)

# What the core's C++ leaves out. Only the core: GoogleTest uses exceptions and RTTI itself.
add_library(feedspan_core_language INTERFACE)
target_compile_options(feedspan_core_language INTERFACE -fno-exceptions -fno-rtti)

if(FEEDSPAN_SANITIZE)
  # -fno-sanitize-recover: a finding ends the test run, it does not scroll past.
  # vptr needs RTTI, which the core does not have.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-sanitize=vptr
    -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
  # Bounds of std::span, std::string_view and operator[] in libstdc++.
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
endif()

if(FEEDSPAN_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "The fuzz preset needs clang++ (libFuzzer); found ${CMAKE_CXX_COMPILER_ID}.")
  endif()
  # Coverage counters in the core too; the fuzz targets add the driver when they link.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
