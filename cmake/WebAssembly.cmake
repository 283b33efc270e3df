# The WebAssembly core in modules, each with its glue in build/<preset>: feedspan_core.{mjs,wasm} for pages,
# feedspan_policies.{mjs,wasm} for pages that say what is to be masked and how, feedspan_relay.{mjs,wasm} for the relay's server, and
# feedspan_pii.{mjs,wasm} and feedspan_pii_simd.{mjs,wasm} for feedspan/pii.
#
# The JavaScript around it embeds the bytes, compiles them, and hands the glue a way to instantiate:
#   import instantiate from './feedspan_core.mjs';
#   const core = instantiate({ instantiateWasm(imports, done) { ... done(instance, module) ... } });
# synchronously. The glue itself fetches, locates and evaluates nothing, so the same files run in
# pages, workers, Node and edge runtimes, and under `script-src 'self' 'wasm-unsafe-eval'`.
# Figures below: emcc 3.1.69, a JSON parser behind four Embind functions, in brotli -q 11 bytes.

if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.69)
  message(FATAL_ERROR "emcc ${EMSCRIPTEN_VERSION} is too old, 3.1.69 or newer is needed: run scripts/toolchain")
endif()

# A server loads the relay's module once and runs it for every request, and who imports feedspan/pii wants nothing but a fast scanner, so
# their modules are built for speed: a second library of the same sources, twice as fast (docs/decisions.md), and a third library
# of those that the scanner needs, with SIMD.
add_library(feedspan_core_fast STATIC EXCLUDE_FROM_ALL ${core_sources})
set(scanner_sources ${core_sources})
list(FILTER scanner_sources INCLUDE REGEX "/core/(digest|event|json|pii|text)/")
add_library(feedspan_scanner_simd STATIC EXCLUDE_FROM_ALL ${scanner_sources})
target_compile_options(feedspan_scanner_simd PUBLIC -msimd128)

foreach(library feedspan_core_fast feedspan_scanner_simd)
  target_include_directories(${library} PUBLIC wasm)
  target_link_libraries(${library} PRIVATE feedspan_core_json feedspan_warnings feedspan_core_language)
endforeach()

# What LLVM computes ahead for speed costs a page bytes: where a loop ends, to compare with that and to have it behind the loop (a
# comparison and a select for each that stops on two conditions), and loads on the other way to where they are needed. Left out
# both when compiling, which is most of it, and when linking. When compiling alone, nothing else is computed on the other way either,
# and what both ways of a branch compute is computed before it; when linking alone, what a loop stores stays in memory.
set(nothing_ahead)
set(nothing_ahead_link)
foreach(option replexitval=never disable-lftr enable-load-pre=false)
  list(APPEND nothing_ahead "SHELL:-mllvm -${option}")
  list(APPEND nothing_ahead_link "-Wl,-mllvm,-${option}")
endforeach()
list(APPEND nothing_ahead "SHELL:-mllvm -enable-pre=false" "SHELL:-mllvm -enable-gvn-hoist")
list(APPEND nothing_ahead_link "-Wl,-mllvm,-disable-licm-promotion")

foreach(library feedspan_core feedspan_core_fast feedspan_scanner_simd)
  if(CMAKE_BUILD_TYPE STREQUAL Debug)
    target_compile_options(${library} PRIVATE -gsource-map)
  else()
    target_compile_options(${library} PRIVATE -flto)
  endif()
endforeach()

# embind_runtime.cpp stands in for functions that Embind does not publish, and is held to the versions whose functions it knows;
# a later Emscripten links its own library and pays some 3 KB.
set(embind_runtime)
if(EMSCRIPTEN_VERSION VERSION_LESS 4)
  set(embind_runtime wasm/embind_runtime.cpp)
endif()

set_source_files_properties(wasm/bulk_memory.cpp PROPERTIES COMPILE_OPTIONS "-mbulk-memory;-fno-lto")

function(add_core_module name core)
  # embind_runtime.cpp comes first, so that the linker has its symbols before it looks into libembind.a.
  # No RTTI: types are known to Embind by address alone (-fno-rtti needs the definition beside it).
  add_executable(${name}_wasm
    ${embind_runtime} wasm/boundary.cpp ${ARGN} wasm/libc_stand_ins.cpp wasm/bulk_memory.cpp)
  set_target_properties(${name}_wasm PROPERTIES OUTPUT_NAME ${name} SUFFIX .mjs)
  target_compile_definitions(${name}_wasm PRIVATE EMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0)
  target_link_libraries(${name}_wasm PRIVATE ${core} feedspan_warnings feedspan_core_language)

  target_link_options(${name}_wasm PRIVATE
    -lembind
    -fno-exceptions
    # Here too: it chooses the Embind library whose type addresses match, else every call fails with
    # "unbound types".
    -fno-rtti
    --no-entry
    -sMODULARIZE
    -sEXPORT_ES6
    -sALLOW_MEMORY_GROWTH
    -sFILESYSTEM=0
    # No `new Function` in Embind's call wrappers: a page's policy needs 'wasm-unsafe-eval' only.
    -sDYNAMIC_EXECUTION=0
    # Their code is written when it is linked: the closures that stand in otherwise take 150 ns and more a call.
    -sEMBIND_AOT
    # The factory returns the module itself instead of a promise, and no fetch is linked in (-190 bytes).
    -sWASM_ASYNC_COMPILATION=0
    # The one thing the caller gives; without the list the glue asks for thirty others (-250 bytes).
    -sINCOMING_MODULE_JS_API=instantiateWasm
    # The caller makes its own views and needs to see when the buffer has been replaced.
    -sEXPORTED_RUNTIME_METHODS=wasmMemory
    # No 64-bit integer crosses; without it the glue has wrappers in case one did.
    -sWASM_BIGINT)

  if(CMAKE_BUILD_TYPE STREQUAL Debug)
    target_compile_options(${name}_wasm PRIVATE -gsource-map)
    target_link_options(${name}_wasm PRIVATE
      -gsource-map
      -sASSERTIONS=2 -sSAFE_HEAP=1 -sSTACK_OVERFLOW_CHECK=2
      # As below.
      -sENVIRONMENT=web -sUSE_ES6_IMPORT_META=0
      --extern-pre-js "${CMAKE_CURRENT_LIST_DIR}/any_environment.js")
    set_property(TARGET ${name}_wasm APPEND PROPERTY
      LINK_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/any_environment.js")
  else()
    # -Oz -flto: 19.1 KB of WebAssembly; -Os 19.5, -O2 20.7, -Oz without LTO 19.8.
    target_compile_options(${name}_wasm PRIVATE -flto)
    target_link_options(${name}_wasm PRIVATE
      -flto
      --closure=1
      # Alone in the list, an environment is not detected but taken for granted; all that this one then
      # does is look at `document` if there is one. `node` links require('fs'), `worker` reads
      # self.location, which edge runtimes lack, and `shell` replaces console.log by window.print.
      -sENVIRONMENT=web
      # No import.meta.url: bundlers rewrite it, some to a path of the machine that built the page.
      -sUSE_ES6_IMPORT_META=0)
  endif()
endfunction()

# Each place loads what it uses: the receiving half costs a page nothing, and masking by policy a page that sets no policy.
add_core_module(feedspan_core feedspan_core wasm/bindings.cpp wasm/effects.cpp wasm/redact_bindings.cpp)
add_core_module(feedspan_policies feedspan_core
  wasm/bindings.cpp wasm/effects.cpp wasm/redact_bindings.cpp wasm/policy_bindings.cpp)

# What a page loads, made smaller for brotli: only functions that become shorter by it are inlined, control flow is built anew from
# basic blocks, and zeros stay where they are, since a run of them costs less than the border between two segments (docs/decisions.md).
set(small_wasm
  -Wl,-mllvm,-inline-threshold=-20
  ${nothing_ahead_link}
  -sBINARYEN_EXTRA_PASSES=--skip-pass=memory-packing,--flatten,--rereloop,-Oz,-Oz)

add_core_module(feedspan_relay feedspan_core_fast wasm/relay_bindings.cpp wasm/effects.cpp wasm/policy_bindings.cpp)
add_core_module(feedspan_pii feedspan_core_fast
  wasm/scan_bindings.cpp wasm/redact_bindings.cpp wasm/policy_bindings.cpp)
add_core_module(feedspan_pii_simd feedspan_scanner_simd
  wasm/scan_bindings.cpp wasm/redact_bindings.cpp wasm/policy_bindings.cpp)
target_link_options(feedspan_pii_simd_wasm PRIVATE -msimd128)

# 1.5 KB smaller than the C library's own.
foreach(page feedspan_core_wasm feedspan_policies_wasm feedspan_pii_wasm feedspan_pii_simd_wasm)
  target_link_options(${page} PRIVATE -sMALLOC=emmalloc)
endforeach()
if(NOT CMAKE_BUILD_TYPE STREQUAL Debug)
  # The last -O counts.
  foreach(target feedspan_core_fast feedspan_scanner_simd feedspan_relay_wasm feedspan_pii_wasm feedspan_pii_simd_wasm)
    target_compile_options(${target} PRIVATE -O2)
  endforeach()
  foreach(fast feedspan_relay_wasm feedspan_pii_wasm feedspan_pii_simd_wasm)
    target_link_options(${fast} PRIVATE -O3)
  endforeach()
endif()

# What of the page's module is the scanner: weighed by `scripts/check sizes`, loaded by nobody.
add_executable(feedspan_scanner_wasm wasm/scanner.cpp wasm/bulk_memory.cpp)
set_target_properties(feedspan_scanner_wasm PROPERTIES OUTPUT_NAME feedspan_scanner SUFFIX .wasm)
target_compile_options(feedspan_scanner_wasm PRIVATE -flto)
target_link_libraries(feedspan_scanner_wasm PRIVATE feedspan_core feedspan_warnings feedspan_core_language)
target_link_options(feedspan_scanner_wasm PRIVATE
  -flto -fno-exceptions --no-entry -sSTANDALONE_WASM -sMALLOC=emmalloc -sFILESYSTEM=0 -sALLOW_MEMORY_GROWTH)
if(NOT CMAKE_BUILD_TYPE STREQUAL Debug)
  target_compile_options(feedspan_core PRIVATE ${nothing_ahead})
  foreach(page feedspan_core_wasm feedspan_policies_wasm feedspan_scanner_wasm)
    target_compile_options(${page} PRIVATE ${nothing_ahead})
    target_link_options(${page} PRIVATE ${small_wasm})
  endforeach()
endif()
