#include "app/png_file.hpp"

#include <png.h>

#include <csetjmp>

#include "model/files.hpp"

namespace mainstay::gui::app {
namespace {

// libpng leaves by longjmp: nothing with a destructor may live here.
bool encode(std::string* into, int width, int height, const unsigned char* rgb) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  if (png == nullptr) return false;
  png_infop info = png_create_info_struct(png);
  if (info == nullptr || setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    return false;
  }
  png_set_write_fn(
      png, into, [](png_structp self, png_bytep bytes, std::size_t n) { static_cast<std::string*>(png_get_io_ptr(self))->append(reinterpret_cast<const char*>(bytes), n); }, nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (int y = 0; y < height; ++y) png_write_row(png, rgb + static_cast<std::size_t>(y) * static_cast<std::size_t>(width) * 3);
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return true;
}

}  // namespace

std::string write_png(const std::string& file, int width, int height, const std::vector<unsigned char>& rgb) {
  if (width <= 0 || height <= 0 || rgb.size() < static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3) return file + ": the picture is empty";
  std::string bytes;
  if (!encode(&bytes, width, height, rgb.data())) return file + ": the picture cannot be encoded";
  return model::write_file(file, bytes);
}

}  // namespace mainstay::gui::app
