# The pack of names (wasm/core/pii/names.h) as a file, for tests that look for people by their names.

set(names_pack "${CMAKE_BINARY_DIR}/names.pack")

function(use_names_pack target)
  if(NOT TARGET feedspan_names_pack)
    find_program(NODE node REQUIRED)
    file(GLOB lists CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/names/*.txt")
    add_custom_command(OUTPUT "${names_pack}"
      COMMAND "${NODE}" "${CMAKE_SOURCE_DIR}/scripts/names.mjs" "${names_pack}"
      DEPENDS "${CMAKE_SOURCE_DIR}/scripts/names.mjs" ${lists}
      VERBATIM)
    add_custom_target(feedspan_names_pack DEPENDS "${names_pack}")
  endif()
  add_dependencies(${target} feedspan_names_pack)
  target_compile_definitions(${target} PRIVATE "FEEDSPAN_NAMES_PACK=\"${names_pack}\"")
endfunction()
