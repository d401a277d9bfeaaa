# Dear ImGui with its GLFW and OpenGL 3 backends, as Debian packages it: one static library, whose pkg-config file does
# not name all that it needs in an order that links.
#
#   ImGui_FOUND, ImGui_VERSION, and the target ImGui::ImGui

include(FindPackageHandleStandardArgs)
find_path(ImGui_INCLUDE_DIR imgui.h PATH_SUFFIXES imgui)
find_library(ImGui_LIBRARY imgui)
find_library(ImGui_STB_LIBRARY stb)
mark_as_advanced(ImGui_INCLUDE_DIR ImGui_LIBRARY ImGui_STB_LIBRARY)
if(ImGui_INCLUDE_DIR)
  file(STRINGS ${ImGui_INCLUDE_DIR}/imgui.h line REGEX "^#define IMGUI_VERSION +\"")
  string(REGEX REPLACE ".*\"([0-9.]+).*" "\\1" ImGui_VERSION "${line}")
endif()
find_package(glfw3 QUIET)
find_package(OpenGL QUIET COMPONENTS OpenGL)
find_package(Freetype QUIET)
find_package_handle_standard_args(ImGui
  REQUIRED_VARS ImGui_LIBRARY ImGui_INCLUDE_DIR ImGui_STB_LIBRARY glfw3_FOUND OpenGL_FOUND FREETYPE_FOUND
  VERSION_VAR ImGui_VERSION)

if(ImGui_FOUND AND NOT TARGET ImGui::ImGui)
  add_library(ImGui::ImGui STATIC IMPORTED)
  set_target_properties(ImGui::ImGui PROPERTIES
    IMPORTED_LOCATION ${ImGui_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${ImGui_INCLUDE_DIR}
    INTERFACE_LINK_LIBRARIES "${ImGui_STB_LIBRARY};glfw;OpenGL::GL;Freetype::Freetype;${CMAKE_DL_LIBS}")
endif()
