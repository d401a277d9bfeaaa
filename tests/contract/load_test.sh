#!/usr/bin/env bash
# No shipped plugin has a static constructor, and none exports anything but its descriptor. The second argument is a
# library that does have one, to show that this test would see it.
set -eu
folder=$1 guilty=$2

has_constructors() {  # more than the one entry (8 bytes) that the compiler puts into every library
  local size
  size=$(readelf -SW "$1" | sed -n 's/.*\.init_array *INIT_ARRAY *[0-9a-f]* [0-9a-f]* \([0-9a-f]*\) .*/\1/p')
  [ -n "$size" ] && [ $((16#$size)) -gt 8 ]
}
has_constructors "$guilty" || { echo "the test does not see the static constructor of $guilty"; exit 1; }
count=0
for plugin in "$folder"/*.so; do
  count=$((count + 1))
  if has_constructors "$plugin"; then echo "$plugin has static constructors"; exit 1; fi
  exported=$(nm -D --defined-only "$plugin" | awk '{ print $3 }')
  [ "$exported" = mainstay_plugin ] || { echo "$plugin exports:"; echo "$exported"; exit 1; }
done
[ "$count" -ge 8 ] || { echo "only $count plugins in $folder"; exit 1; }
