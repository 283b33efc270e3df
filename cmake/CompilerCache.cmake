# ccache, where it is installed: what was compiled once, in another clone, branch or preset, is not compiled again. Paths count from
# the source folder, so that clones share what they have. CMAKE_CXX_COMPILER_LAUNCHER set to anything leaves it out.
find_program(FEEDSPAN_CCACHE ccache)
if(FEEDSPAN_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    "${CMAKE_COMMAND};-E;env;CCACHE_BASEDIR=${CMAKE_SOURCE_DIR};CCACHE_NOHASHDIR=1;${FEEDSPAN_CCACHE}")
endif()
