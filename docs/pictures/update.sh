#!/bin/bash
# Takes the pictures of the README and the manual anew: docs/pictures/update.sh [BUILD_FOLDER], by default build/release.
# Plays the demo, then draws its views on a display of its own; without a graphics card Mesa draws.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$(cd "${1:-$root/build/release}" && pwd)
for program in "$build/bin/mainstay" "$build/bin/mainstay-gui"; do
  [ -x "$program" ] || { echo "there is no $program: build it first" >&2; exit 2; }
done
command -v xvfb-run > /dev/null || { echo "there is no xvfb-run (apt-packages.txt)" >&2; exit 2; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# No settings of a person's: the first look of the window, in its usual size.
export XDG_CONFIG_HOME=$folder/config LIBGL_ALWAYS_SOFTWARE=1
"$build/bin/mainstay" run "$root/scenarios/it-company.yaml" -q --progress none -o "$folder/it-company.h5"
# All of them are taken before one is replaced.
for view in overview timeline compare; do
  xvfb-run -a -s "-screen 0 1280x800x24" "$build/bin/mainstay-gui" "$folder/it-company.h5" --view "$view" --theme light --frames 5 \
    --screenshot "$folder/$view.png"
done
for view in overview timeline compare; do
  mv "$folder/$view.png" "$here/$view.png"
  echo "docs/pictures/$view.png"
done
