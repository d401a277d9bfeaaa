# mainstay_add_plugin(NAME SOURCE...): a plugin as the library NAME.so, in the target plugin_NAME.
#
# It exports its descriptor and nothing else, so that no two plugins can take each other's functions for their own.
function(mainstay_add_plugin name)
  set(map ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map)
  add_library(plugin_${name} MODULE ${ARGN})
  set_target_properties(plugin_${name} PROPERTIES PREFIX "" OUTPUT_NAME ${name}
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON LINK_DEPENDS ${map})
  target_link_libraries(plugin_${name} PRIVATE mainstay::mainstay)
  target_link_options(plugin_${name} PRIVATE LINKER:--version-script=${map})
endfunction()
