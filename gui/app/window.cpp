#include "app/window.hpp"

#include <GL/gl.h>
#include <GL/glext.h>
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "app/fonts.hpp"

namespace mainstay::gui::app {
namespace {

std::string glfw_said;

void remember_error(int, const char* description) { glfw_said = description; }

constexpr float body_points = 15.0f;

template <class F>
F function(const char* name) {
  const auto f = reinterpret_cast<F>(glfwGetProcAddress(name));
  if (f == nullptr) throw std::runtime_error(std::string("OpenGL lacks ") + name + ", which OpenGL 3 has");
  return f;
}

}  // namespace

// A frame buffer of our own: what a window that is not shown would draw is undefined.
struct Window::Target {
  GLuint frame = 0, colour = 0;
  PFNGLGENFRAMEBUFFERSPROC generate = function<PFNGLGENFRAMEBUFFERSPROC>("glGenFramebuffers");
  PFNGLBINDFRAMEBUFFERPROC bind = function<PFNGLBINDFRAMEBUFFERPROC>("glBindFramebuffer");
  PFNGLFRAMEBUFFERTEXTURE2DPROC attach = function<PFNGLFRAMEBUFFERTEXTURE2DPROC>("glFramebufferTexture2D");
  PFNGLCHECKFRAMEBUFFERSTATUSPROC check = function<PFNGLCHECKFRAMEBUFFERSTATUSPROC>("glCheckFramebufferStatus");
};

Window::Window(const Options& options) : visible_(options.visible) {
  glfwSetErrorCallback(remember_error);
  if (!glfwInit())
    throw std::runtime_error("no display: " + (glfw_said.empty() ? "GLFW cannot start" : glfw_said) +
                             "\n  set DISPLAY, or run under `xvfb-run`; `mainstay summary` and `mainstay export` need none");
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 2);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_VISIBLE, options.visible ? GLFW_TRUE : GLFW_FALSE);
  scale_ = options.scale;
  if (!(scale_ > 0.0f)) {
    float x = 1.0f, y = 1.0f;
    if (GLFWmonitor* monitor = glfwGetPrimaryMonitor()) glfwGetMonitorContentScale(monitor, &x, &y);
    scale_ = std::clamp(x, 0.5f, 4.0f);
  }
  const auto pixels = [&](int points) { return static_cast<int>(std::lround(static_cast<float>(points) * scale_)); };
  window_ = glfwCreateWindow(pixels(options.width), pixels(options.height), "Mainstay", nullptr, nullptr);
  if (window_ == nullptr) {
    const std::string why = glfw_said;
    glfwTerminate();
    throw std::runtime_error("no window with OpenGL 3.2: " + why + "\n  with LIBGL_ALWAYS_SOFTWARE=1, Mesa draws without a graphics card");
  }
  glfwMakeContextCurrent(window_);
  glfwSwapInterval(1);
  glfwSetWindowUserPointer(window_, this);
  glfwSetDropCallback(window_, [](GLFWwindow* w, int count, const char** paths) {
    auto* self = static_cast<Window*>(glfwGetWindowUserPointer(w));
    for (int i = 0; i < count; ++i) self->dropped_.emplace_back(paths[i]);
  });
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  ImGui_ImplGlfw_InitForOpenGL(window_, true);
  ImGui_ImplOpenGL3_Init("#version 150");
  if (!visible_) make_target();
}

Window::~Window() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplGlfw_Shutdown();
  ImGui::DestroyContext();
  glfwDestroyWindow(window_);
  glfwTerminate();
}

void Window::make_target() {
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  target_ = std::make_unique<Target>();
  glGenTextures(1, &target_->colour);
  glBindTexture(GL_TEXTURE_2D, target_->colour);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  target_->generate(1, &target_->frame);
  target_->bind(GL_FRAMEBUFFER, target_->frame);
  target_->attach(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, target_->colour, 0);
  if (target_->check(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) throw std::runtime_error("OpenGL cannot draw into memory");
}

bool Window::open() const { return glfwWindowShouldClose(window_) == 0; }
void Window::set_title(const std::string& title) { glfwSetWindowTitle(window_, title.c_str()); }
void Window::wake() { glfwPostEmptyEvent(); }
void Window::poll() { glfwPollEvents(); }
double Window::time() const { return glfwGetTime(); }

void Window::wait(double seconds) {
  if (seconds > 0.0)
    glfwWaitEventsTimeout(seconds);
  else
    glfwWaitEvents();
}

std::vector<std::string> Window::take_dropped() { return std::exchange(dropped_, {}); }

std::pair<int, int> Window::size() const {
  int width = 0, height = 0;
  glfwGetWindowSize(window_, &width, &height);
  return {static_cast<int>(std::lround(static_cast<float>(width) / scale_)), static_cast<int>(std::lround(static_cast<float>(height) / scale_))};
}

void Window::set_look(plot::Shade shade, float zoom) {
  const float pixels = std::round(body_points * scale_ * zoom);
  if (pixels != font_pixels_) {
    if (font_pixels_ > 0.0f) ImGui_ImplOpenGL3_DestroyFontsTexture();
    fonts_ = load_fonts(pixels);
    ImGui_ImplOpenGL3_CreateFontsTexture();
    font_pixels_ = pixels;
    styled_ = false;
  }
  if (!styled_ || theme_.shade != shade) {
    theme_ = plot::make_theme(shade);
    plot::use(theme_, fonts_);
    plot::style_widgets(theme_, pixels);
    styled_ = true;
  }
}

void Window::begin_frame() {
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
}

void Window::end_frame(Picture* picture) {
  ImGui::Render();
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  if (target_) target_->bind(GL_FRAMEBUFFER, target_->frame);
  glViewport(0, 0, width, height);
  const ImVec4 page = plot::as_vec4(theme_.page);
  glClearColor(page.x, page.y, page.z, 1.0f);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  if (picture != nullptr) {
    picture->width = width;
    picture->height = height;
    const std::size_t row = static_cast<std::size_t>(width) * 3;
    std::vector<unsigned char> upside_down(row * static_cast<std::size_t>(height));
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, upside_down.data());
    picture->rgb.resize(upside_down.size());
    for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y)
      std::copy_n(upside_down.begin() + static_cast<std::ptrdiff_t>((static_cast<std::size_t>(height) - 1 - y) * row), row,
                  picture->rgb.begin() + static_cast<std::ptrdiff_t>(y * row));
  }
  if (!target_) glfwSwapBuffers(window_);
}

}  // namespace mainstay::gui::app
