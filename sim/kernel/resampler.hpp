#pragma once
// Makes a trial go on otherwise from an instant on: every stream that has joined gets other numbers. So one trial can be
// played many times up to some event, and differently after it, though processes cannot be copied.
//
// What was drawn before, stays; whose owner can draw it anew (a lifetime, given the age reached) listens to `reseeded()`.
// A stream that has not joined goes on as it would: it is then part of what all continuations have in common.

#include <unordered_set>

#include "kernel/random.hpp"
#include "kernel/signal.hpp"

namespace mainstay::kernel {

class TrialStream;

class MAINSTAY_API Resampler {
 public:
  Resampler() = default;
  Resampler(const Resampler&) = delete;
  Resampler& operator=(const Resampler&) = delete;

  /// Gives every stream the numbers that belong to its key and `salt`: the same salts in the same order give the same
  /// numbers.
  void reseed(std::uint64_t salt);
  Signal& reseeded() { return reseeded_; }

 private:
  friend class TrialStream;
  std::unordered_set<TrialStream*> streams_;
  Signal reseeded_;
};

/// A stream that belongs to a trial, and to its resampler where it has one; so does each copy.
class MAINSTAY_API TrialStream : public Stream {
 public:
  TrialStream() = default;
  TrialStream(const Stream& stream, Resampler* resampler) : Stream(stream), resampler_(resampler) { join(); }
  TrialStream(const TrialStream& other) : Stream(other), resampler_(other.resampler_) { join(); }
  TrialStream& operator=(const TrialStream& other) {
    if (this == &other) return *this;
    leave();
    Stream::operator=(other);
    resampler_ = other.resampler_;
    join();
    return *this;
  }
  ~TrialStream() { leave(); }

 private:
  void join() {
    if (resampler_ != nullptr) [[unlikely]]
      resampler_->streams_.insert(this);
  }
  void leave() {
    if (resampler_ != nullptr) [[unlikely]]
      resampler_->streams_.erase(this);
  }
  Resampler* resampler_ = nullptr;
};

}  // namespace mainstay::kernel
