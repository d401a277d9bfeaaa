#pragma once
// How the models of one trial ask and observe each other without knowing each other.
//
// A *contract* is an interface that one model implements and others call:
//
//   class TicketDesk { public: static constexpr const char* contract = "tickets.desk/1"; virtual void open(…) = 0; };
//
// A *signal* says that something has happened; whoever wants to hears it, at once, in the order in which they asked:
//
//   struct OutageBegan { static constexpr const char* signal = "outage.began/1"; Service& service; };
//
// Both are known by their text, which ends with a version: types and addresses differ between libraries. Whoever changes
// what stands behind the text changes its version.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api.hpp"
#include "kernel/simulation.hpp"

namespace mainstay::estate {

// Who hears one signal. Handlers may schedule, spawn and emit; they are functions and cannot wait. One that throws ends
// the trial; it is recorded by its owner's name, not by that of the process that emitted.
class MAINSTAY_API Channel {
 public:
  using Handler = void (*)(void* context, const void* signal);
  Channel(kernel::Simulation& simulation, std::string name, std::size_t size)
      : simulation_(simulation), name_(std::move(name)), size_(size) {}

  void hear(std::string owner, Handler handler, void* context) {
    hearers_.push_back({std::move(owner), handler, context});
  }
  // Nothing while the trial closes.
  void tell(const void* signal) const {
    if (!hearers_.empty()) tell_all(signal);
  }
  std::size_t size() const { return size_; }

 private:
  void tell_all(const void* signal) const;
  struct Hearer {
    std::string owner;
    Handler handler;
    void* context;
  };
  kernel::Simulation& simulation_;
  std::string name_;
  std::size_t size_;  // of the signal's struct
  std::vector<Hearer> hearers_;
};

// What a model keeps of a signal that it emits.
template <class Signal>
class Emitter {
 public:
  explicit Emitter(const Channel& channel) : channel_(&channel) {}
  void emit(const Signal& signal) const { channel_->tell(&signal); }

 private:
  const Channel* channel_;
};

class MAINSTAY_API Exchange {
 public:
  explicit Exchange(kernel::Simulation& simulation) : simulation_(simulation) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Throws std::logic_error where somebody provides it already.
  template <class Contract>
  void provide(Contract& implementation) { add(Contract::contract, &implementation); }
  // nullptr where nobody provides it.
  template <class Contract>
  Contract* find() const { return static_cast<Contract*>(find(Contract::contract)); }

  // Throws std::logic_error where the struct has another size elsewhere: somebody changed it and kept its version.
  template <class Signal>
  Channel& channel() { return channel(Signal::signal, sizeof(Signal)); }
  template <class Signal>
  Emitter<Signal> emitter() { return Emitter<Signal>(channel<Signal>()); }
  // `Handle` is a function of `Context` that takes the signal: `hear<Signal, &Plans::on_outage>("plans", this)`.
  template <class Signal, auto Handle, class Context>
  void hear(std::string owner, Context* context) {
    channel<Signal>().hear(
        std::move(owner),
        [](void* c, const void* s) { (static_cast<Context*>(c)->*Handle)(*static_cast<const Signal*>(s)); }, context);
  }

 private:
  void add(std::string_view contract, void* implementation);
  void* find(std::string_view contract) const;
  Channel& channel(std::string_view name, std::size_t size);

  kernel::Simulation& simulation_;
  std::map<std::string, void*, std::less<>> contracts_;
  std::map<std::string, std::unique_ptr<Channel>, std::less<>> channels_;
};

}  // namespace mainstay::estate
