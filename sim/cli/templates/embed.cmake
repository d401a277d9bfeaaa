# Makes a source file of the templates, so that `mainstay new` needs nothing beside the program.
# Sets `template_source` to its name.
file(GLOB template_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.yaml)
set(template_entries "")
foreach(file IN LISTS template_files)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} text)
  string(APPEND template_entries "    {\"${name}\", R\"yaml(${text})yaml\"},\n")
endforeach()
set(template_source ${CMAKE_CURRENT_BINARY_DIR}/templates.cpp)
file(CONFIGURE OUTPUT ${template_source} @ONLY CONTENT [[
// Made by CMake of sim/cli/templates/*.yaml.

#include "cli/templates.hpp"

namespace mainstay::cli {

const std::vector<Template>& templates() {
  static const std::vector<Template> all = {
@template_entries@  };
  return all;
}

}  // namespace mainstay::cli
]])
