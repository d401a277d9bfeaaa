#include "kernel/random.hpp"

#include <Random123/philox.h>

#include <cmath>

namespace mainstay::kernel {

namespace {

// Elementary functions for the compile-time tables: the standard ones are constexpr in g++ alone. In long
// double, so that the tables are right to the last bit or the one before it; the tests check that their areas
// are equal.

constexpr long double ln2 = 0.693147180559945309417232121458176568L;

constexpr long double table_exp(long double x) {
  long double scale = 1.0L;
  for (; x < -0.5L * ln2; x += ln2) scale *= 0.5L;
  long double sum = 1.0L;
  long double term = 1.0L;
  for (int n = 1; n < 24; ++n) {
    term *= x / static_cast<long double>(n);
    sum += term;
  }
  return sum * scale;
}

// 0 < y <= 1; log y = 2 artanh((y - 1) / (y + 1)) after y is brought near 1.
constexpr long double table_log(long double y) {
  long double shift = 0.0L;
  for (; y < 0.7L; y *= 2.0L) shift -= ln2;
  const long double t = (y - 1.0L) / (y + 1.0L);
  long double power = t;
  long double sum = 0.0L;
  for (int n = 1; n < 40; n += 2) {
    sum += power / static_cast<long double>(n);
    power *= t * t;
  }
  return shift + 2.0L * sum;
}

constexpr long double table_sqrt(long double x) {
  long double root = x > 1.0L ? x : 1.0L;
  for (long double next = 0.5L * (root + x / root); next < root; next = 0.5L * (root + x / root)) root = next;
  return root;
}

struct ExponentialShape {
  static constexpr long double density(long double x) { return table_exp(-x); }
  static constexpr long double place(long double density) { return -table_log(density); }
};

struct NormalShape {
  static constexpr long double density(long double x) { return table_exp(-0.5L * x * x); }
  static constexpr long double place(long double density) { return table_sqrt(-2.0L * table_log(density)); }
};

// `tail` is where the tail begins, `area` that of each region. They are the one pair for which the 256
// regions close at f(0) = 1: area = tail f(tail) + integral of f from tail on.
template <class Shape>
constexpr detail::Ziggurat make_ziggurat(long double tail, long double area) {
  constexpr long double steps = 9007199254740992.0L;  // 2^53
  detail::Ziggurat z{};
  long double width = area / Shape::density(tail);  // of the rectangle that stands for region 0
  long double inner = tail;
  for (std::size_t i = 0; i < 256; ++i) {
    z.regions[i] = {static_cast<double>(width / steps), static_cast<std::uint64_t>(inner / width * steps)};
    z.density[i] = static_cast<double>(Shape::density(width));
    width = inner;
    // The last region reaches up to f(0), whatever rounding has left of the sum.
    inner = i >= 254 ? 0.0L : Shape::place(Shape::density(inner) + area / inner);
  }
  z.density[256] = 1.0;
  return z;
}

constexpr double exponential_tail = 7.697117470131049714;
constexpr double normal_tail = 3.654152885361008771645;

}  // namespace

namespace detail {

constinit const Ziggurat exponential_ziggurat =
    make_ziggurat<ExponentialShape>(7.697117470131049714044628048L, 0.003949659822581557219977571957L);
constinit const Ziggurat normal_ziggurat =
    make_ziggurat<NormalShape>(3.65415288536100877164542972L, 0.004928673233974655347361775402L);

}  // namespace detail

std::uint64_t path_hash(std::string_view path) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : path) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return mix64(hash);
}

std::uint64_t Stream::stream_key(std::uint64_t seed, std::uint64_t replication, std::string_view path) {
  const auto low = [](std::uint64_t v) { return static_cast<std::uint32_t>(v); };
  const auto high = [](std::uint64_t v) { return static_cast<std::uint32_t>(v >> 32); };
  const std::uint64_t hash = path_hash(path);
  const r123::Philox4x32::ctr_type counter = {{low(replication), high(replication), low(hash), high(hash)}};
  const r123::Philox4x32::key_type key = {{low(seed), high(seed)}};
  const r123::Philox4x32::ctr_type words = r123::Philox4x32()(counter, key);
  return words[0] | (static_cast<std::uint64_t>(words[1]) << 32);
}

double Stream::exponential_inverted() {
  return -std::log1p(-uniform());
}

double Stream::exponential_outside(std::uint64_t region, double x) {
  const auto& z = detail::exponential_ziggurat;
  double offset = 0.0;
  while (true) {
    // The tail of an exponential is an exponential again: start anew, behind the place where the tail begins.
    if (region == 0) {
      offset += exponential_tail;
    } else {
      const double y =
          z.density[region] + open_unit(generator_.next()) * (z.density[region + 1] - z.density[region]);
      if (y < std::exp(-x)) return offset + x;
    }
    const std::uint64_t bits = generator_.next();
    region = bits & 255U;
    x = to_double(bits >> 11) * z.regions[region].step;
    if ((bits >> 11) < z.regions[region].inside) return offset + x;
  }
}

// The absolute value; the sign is the caller's. Uses the bits as they come, so that a stream and its mirror
// image use the same number of words and differ by the sign alone.
double Stream::normal_outside(std::uint64_t region, double x) {
  const auto& z = detail::normal_ziggurat;
  while (true) {
    if (region == 0) {
      // The tail. Source: Marsaglia, "Generating a variable from the tail of the normal distribution", 1964.
      double beyond = 0.0;
      double height = 0.0;
      do {
        beyond = -std::log(open_unit(generator_.next())) / normal_tail;
        height = -std::log(open_unit(generator_.next()));
      } while (2.0 * height <= beyond * beyond);
      return normal_tail + beyond;
    }
    const double y =
        z.density[region] + open_unit(generator_.next()) * (z.density[region + 1] - z.density[region]);
    if (y < std::exp(-0.5 * x * x)) return x;
    const std::uint64_t bits = generator_.next();
    region = bits & 255U;
    x = to_double(bits >> 11) * z.regions[region].step;
    if ((bits >> 11) < z.regions[region].inside) return x;
  }
}

}  // namespace mainstay::kernel
