# Thin on purpose: CMake's presets do the work (see CMakePresets.json).
#   make demo    install what is needed, build the program, play the main scenario, print its answer
#   make test    install what is needed, build, run every test
#   make gui     build the program, open the window on the demo's run
#   make build | dev | bench | asan | tsan | kill-50 | install PREFIX=... | clean

BIN := build/release/bin
PREFIX ?= /usr/local

.PHONY: demo gui test program build dev bench asan tsan install configure packages kill-50 clean

demo: program
	@$(BIN)/mainstay run scenarios/it-company.yaml -o build/it-company.h5 --force

gui: program
	@test -f build/it-company.h5 || $(BIN)/mainstay run scenarios/it-company.yaml -q -o build/it-company.h5
	@$(BIN)/mainstay-gui build/it-company.h5

test: build
	ctest --preset release -j $$(nproc)

program: configure
	cmake --build --preset release --target program

build: configure
	cmake --build --preset release

configure: packages
	@cmake --preset release >build-configure.log 2>&1 || { cat build-configure.log; rm -f build-configure.log; exit 1; }
	@rm -f build-configure.log

dev: packages
	cmake --preset dev && cmake --build --preset dev && ctest --preset dev -j $$(nproc)

asan: packages
	cmake --preset asan-ubsan && cmake --build --preset asan-ubsan && ctest --preset asan-ubsan -j $$(nproc)

tsan: packages
	cmake --preset tsan && cmake --build --preset tsan && ctest --preset tsan -j $$(nproc)

# Times are only worth something on a machine that does nothing else; instruction counts always are.
bench: packages
	cmake --preset release -DMAINSTAY_BENCH=ON
	cmake --build --preset release
	build/release/bench/bench_kernel --benchmark_min_time=0.1
	/usr/bin/python3 tests/bench/report.py build/release

install: build
	cmake --install build/release --prefix $(PREFIX)

packages:
	@sh cmake/install-packages.sh apt-packages.txt

kill-50: build
	cmake --build --preset release --target kill-50

clean:
	rm -rf build
