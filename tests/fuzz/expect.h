#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the run of a fuzz target, whatever the build type, and says which promise was broken.
#define FEEDSPAN_EXPECT(condition)                                                        \
  do {                                                                                    \
    if (!(condition)) {                                                                   \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                       \
    }                                                                                     \
  } while (false)
