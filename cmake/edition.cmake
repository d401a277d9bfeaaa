# cmake -D headers=LIST -D out=FILE -P edition.cmake: writes a header that defines MAINSTAY_EDITION, a hash of what the
# headers that plugins see say. What was compiled against other ones, of the same version too, is told by it.
set(all "")
foreach(header IN LISTS headers)
  file(SHA256 ${header} one)
  string(APPEND all "${one}")
endforeach()
string(SHA256 edition "${all}")
string(SUBSTRING ${edition} 0 12 edition)
file(CONFIGURE OUTPUT ${out} CONTENT "#pragma once\n// Written by the build: a hash of the headers that plugins see.\n#define MAINSTAY_EDITION \"${edition}\"\n")
