#include "store/h5.hpp"

#include <hdf5.h>

#include <algorithm>

#include "store/disk.hpp"
#include "store/h5_check.hpp"

namespace mainstay::store::h5 {

static_assert(std::is_same_v<Id, hid_t>);

void fail(const std::string& doing) {
  std::string reason;
  const auto innermost = [](unsigned n, const H5E_error2_t* error, void* out) -> herr_t {
    if (n == 0 && error->desc != nullptr) *static_cast<std::string*>(out) = error->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, innermost, &reason);
  H5Eclear2(H5E_DEFAULT);
  throw Failure("cannot " + doing + (reason.empty() ? "" : ": " + reason));
}

Quiet::Quiet() {
  [[maybe_unused]] static const herr_t before_anything_else = H5dont_atexit();
  H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Quiet::~Quiet() {
  H5Eset_auto2(H5E_DEFAULT, function_, data_);
}

Handle text_type(std::size_t size) {
  Handle type(check(H5Tcopy(H5T_C_S1), "make a text type"), H5Tclose);
  check(H5Tset_size(type.id(), std::max<std::size_t>(size, 1)), "make a text type");
  check(H5Tset_strpad(type.id(), H5T_STR_NULLPAD), "make a text type");
  check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "make a text type");
  return type;
}

namespace {

// Groups and the file's root: no times, links in order of creation.
void set_group_properties(Id list) {
  check(H5Pset_obj_track_times(list, false), "switch object times off");
  check(H5Pset_link_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
        "keep the order of links");
}

Handle scalar_space() {
  return {check(H5Screate(H5S_SCALAR), "make a scalar"), H5Sclose};
}

void set_scalar(Id object, const std::string& name, Id file_type, Id memory_type, const void* value) {
  Handle attribute;
  if (check(H5Aexists(object, name.c_str()), "look for the attribute " + name) > 0) {
    attribute =
        Handle(check(H5Aopen(object, name.c_str(), H5P_DEFAULT), "open the attribute " + name), H5Aclose);
  } else {
    const Handle space = scalar_space();
    attribute =
        Handle(check(H5Acreate2(object, name.c_str(), file_type, space.id(), H5P_DEFAULT, H5P_DEFAULT),
                     "create the attribute " + name),
               H5Aclose);
  }
  check(H5Awrite(attribute.id(), memory_type, value), "write the attribute " + name);
}

void set_text(Id object, const std::string& name, const std::string& value) {
  const Handle type = text_type(value.size());
  set_scalar(object, name, type.id(), type.id(), value.c_str());  // c_str: one byte even when empty
}

Handle open_attribute(const Handle& object, const std::string& name) {
  return {check(H5Aopen(object.id(), name.c_str(), H5P_DEFAULT), "open the attribute " + name), H5Aclose};
}

template <class T>
T scalar_attribute(const Handle& object, const std::string& name, Id memory_type, H5T_class_t wanted) {
  const Handle attribute = open_attribute(object, name);
  const Handle space(check(H5Aget_space(attribute.id()), "read the attribute " + name), H5Sclose);
  const Handle type(check(H5Aget_type(attribute.id()), "read the attribute " + name), H5Tclose);
  if (H5Sget_simple_extent_npoints(space.id()) != 1 || H5Tget_class(type.id()) != wanted)
    throw WrongType("the attribute " + name + " is not a single number");
  T value{};
  check(H5Aread(attribute.id(), memory_type, &value), "read the attribute " + name);
  return value;
}

}  // namespace

Handle create_file(Disk& disk) {
  const Handle access = access_through(disk);
  check(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V110, H5F_LIBVER_V110), "choose the file format");
  check(H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG), "choose how to close");
  const Handle creation(check(H5Pcreate(H5P_FILE_CREATE), "make a file creation list"), H5Pclose);
  set_group_properties(creation.id());
  return {check(H5Fcreate("run", H5F_ACC_TRUNC, creation.id(), access.id()), "create the file"), H5Fclose};
}

Handle open_file(const std::string& path) {
  const Handle access(check(H5Pcreate(H5P_FILE_ACCESS), "make a file access list"), H5Pclose);
  check(H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG), "choose how to close");
  return {check(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), "open the file"), H5Fclose};
}

void flush(const Handle& file) {
  check(H5Fflush(file.id(), H5F_SCOPE_GLOBAL), "flush the file");
}

Handle create_group(const Handle& parent, const std::string& name) {
  const Handle list(check(H5Pcreate(H5P_GROUP_CREATE), "make a group creation list"), H5Pclose);
  set_group_properties(list.id());
  return {check(H5Gcreate2(parent.id(), name.c_str(), H5P_DEFAULT, list.id(), H5P_DEFAULT),
                "create the group " + name),
          H5Gclose};
}

Handle open_group(const Handle& parent, const std::string& name) {
  return {check(H5Gopen2(parent.id(), name.c_str(), H5P_DEFAULT), "open the group " + name), H5Gclose};
}

bool has_link(const Handle& parent, const std::string& name) {
  return check(H5Lexists(parent.id(), name.c_str(), H5P_DEFAULT), "look for " + name) > 0;
}

std::vector<std::string> names(const Handle& group) {
  H5G_info_t info{};
  check(H5Gget_info(group.id(), &info), "list a group");
  std::vector<std::string> found;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    const auto name = [&](char* out, std::size_t size) {
      return check(
          H5Lget_name_by_idx(group.id(), ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, out, size, H5P_DEFAULT),
          "list a group");
    };
    std::string text(static_cast<std::size_t>(name(nullptr, 0)), '\0');
    name(text.data(), text.size() + 1);
    found.push_back(std::move(text));
  }
  return found;
}

void set_attribute(const Handle& object, const std::string& name, const std::string& value) {
  set_text(object.id(), name, value);
}

void set_attribute(const Handle& object, const std::string& name, double value) {
  set_scalar(object.id(), name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
}

void set_attribute(const Handle& object, const std::string& name, std::uint64_t value) {
  set_scalar(object.id(), name, H5T_STD_U64LE, H5T_NATIVE_UINT64, &value);
}

void set_attribute_of(const Handle& parent, const std::string& dataset, const std::string& name,
                      const std::string& value) {
  const Handle object(check(H5Dopen2(parent.id(), dataset.c_str(), H5P_DEFAULT), "open " + dataset),
                      H5Dclose);
  set_text(object.id(), name, value);
}

bool has_attribute(const Handle& object, const std::string& name) {
  return check(H5Aexists(object.id(), name.c_str()), "look for the attribute " + name) > 0;
}

std::string text_attribute(const Handle& object, const std::string& name) {
  const Handle attribute = open_attribute(object, name);
  const Handle space(check(H5Aget_space(attribute.id()), "read the attribute " + name), H5Sclose);
  const Handle type(check(H5Aget_type(attribute.id()), "read the attribute " + name), H5Tclose);
  if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) != 0 ||
      H5Sget_simple_extent_npoints(space.id()) != 1)
    throw WrongType("the attribute " + name + " is not a text of fixed length");
  std::string text(H5Tget_size(type.id()), '\0');
  check(H5Aread(attribute.id(), type.id(), text.data()), "read the attribute " + name);
  text.erase(text.find_last_not_of('\0') + 1);
  return text;
}

double number_attribute(const Handle& object, const std::string& name) {
  return scalar_attribute<double>(object, name, H5T_NATIVE_DOUBLE, H5T_FLOAT);
}

std::uint64_t count_attribute(const Handle& object, const std::string& name) {
  return scalar_attribute<std::uint64_t>(object, name, H5T_NATIVE_UINT64, H5T_INTEGER);
}

}  // namespace mainstay::store::h5
