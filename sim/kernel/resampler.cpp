#include "kernel/resampler.hpp"

namespace mainstay::kernel {

void Resampler::reseed(std::uint64_t salt) {
  // Each depends on its own key alone, so that the order does not matter.
  for (TrialStream* s : streams_) static_cast<Stream&>(*s) = s->at(salt);
  reseeded_.raise();
}

}  // namespace mainstay::kernel
