#!/usr/bin/env bash
# `cmake --install` into a prefix: the program finds its plugins, scenarios and known-answer cases there, the headers are
# those of the tree, and the plugin template, configured by its own CMake project, builds against the package and gives
# its known answer.
set -eu
build=$1 source=$2 libdir=$3
prefix=$build/prefix
own=$build/template
rm -rf "$prefix" "$own"
unset MAINSTAY_PLUGIN_PATH

say() { echo "== $*"; }
fail() { echo "FAILED: $*"; exit 1; }

say install
cmake --install "$build" --prefix "$prefix" >/dev/null
program=$prefix/bin/mainstay
[ "$("$program" --version)" = "$("$build/bin/mainstay" --version)" ] || fail "another version is installed"

say "plugins of the installation, not of the build"
"$program" plugins list >"$build/installed.txt"
grep -q "$prefix/$libdir/mainstay/plugins/failure.so" "$build/installed.txt" || { cat "$build/installed.txt"; fail "it does not find its own plugins"; }
if grep -q "$build/bin/plugins" "$build/installed.txt"; then fail "it finds those of the build"; fi

say "what comes with it"
"$program" selftest --case A01 >/dev/null
"$program" validate "$prefix"/share/mainstay/scenarios/*.yaml >/dev/null
test -s "$prefix/share/man/man1/mainstay.1"
test -s "$prefix/share/bash-completion/completions/mainstay"
test -s "$prefix/share/zsh/site-functions/_mainstay"
bash -n "$prefix/share/bash-completion/completions/mainstay"

say "headers are those of the tree, but for those of one room alone"
(cd "$source/sim" && find api.hpp kernel stats schema work estate plugin_api -name '*.hpp' ! -name pool_queue.hpp ! -name visit.hpp | sort) >"$build/headers-here.txt"
(cd "$prefix/include/mainstay" && find . -name '*.hpp' ! -name edition.hpp | sed 's,^\./,,' | sort) >"$build/headers-there.txt"
diff "$build/headers-here.txt" "$build/headers-there.txt"
while read -r header; do cmp "$source/sim/$header" "$prefix/include/mainstay/$header"; done <"$build/headers-here.txt"

say "the template, outside the tree"
cp -r "$prefix/share/mainstay/plugin-template" "$own"
cmake -S "$own" -B "$own/build" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_FLAGS="-Wall -Wextra -Wno-missing-field-initializers -Werror" >"$build/template.log" 2>&1 || { cat "$build/template.log"; fail "configure"; }
cmake --build "$own/build" >"$build/template.log" 2>&1 || { cat "$build/template.log"; fail "build"; }
"$program" check "$own/certificates.yaml" --plugin-dir "$own/build" --progress none
"$program" run "$own/certificates.yaml" --plugin-dir "$own/build" -o "$own/certificates.h5" --progress none >/dev/null
"$program" check "$own/drills.yaml" --plugin-dir "$own/build" --progress none
"$program" plugins describe certificates --plugin-dir "$own/build" >"$build/described.txt"
grep -q 'the chance that the renewal is forgotten' "$build/described.txt" || fail "it does not describe itself"
grep -q 'certificates.\*.expired' "$build/described.txt" || fail "its metrics are not listed"

say "without the plugin, its section is unknown"
code=0
"$program" validate "$own/certificates.yaml" 2>"$build/unknown.txt" || code=$?
[ "$code" = 3 ] || fail "exit code $code"
grep -q "unknown section 'certificates'" "$build/unknown.txt" || { cat "$build/unknown.txt"; fail "the message"; }
