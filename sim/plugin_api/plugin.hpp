#pragma once
// Everything that a plugin includes, and how it presents itself:
//
//   class Failure final : public Model { ... };
//   MAINSTAY_PLUGIN(Failure, "failure", "1.0")
//
// The macro exports one constant; the host compares it before it uses anything else of the library.

#include <cstdint>

#include "plugin_api/declaration.hpp"
#include "plugin_api/edition.hpp"
#include "plugin_api/model.hpp"
#include "work/source.hpp"
#include "work/steps.hpp"
#include "work/task.hpp"

namespace mainstay::plugin_api {

inline constexpr std::uint64_t plugin_magic = 0x4e5350594154534dULL;  // "MSTAYPSN" as it lies in memory
inline constexpr std::uint32_t plugin_api_number = 1;

// What the two sides of the C++ boundary must have in common. Anything else would fail in stranger ways later.
#define MAINSTAY_STRINGIFY_(x) #x
#define MAINSTAY_STRINGIFY(x) MAINSTAY_STRINGIFY_(x)
#if defined(__SANITIZE_ADDRESS__)
#define MAINSTAY_BUILD_KIND "asan"
#elif defined(__SANITIZE_THREAD__)
#define MAINSTAY_BUILD_KIND "tsan"
#else
#define MAINSTAY_BUILD_KIND "plain"
#endif
#define MAINSTAY_FINGERPRINT                                                                            \
  "mainstay-" MAINSTAY_VERSION " " MAINSTAY_EDITION " " MAINSTAY_BUILD_KIND                             \
  " gcc-abi-" MAINSTAY_STRINGIFY(__GXX_ABI_VERSION)                                                     \
  " cxx11-" MAINSTAY_STRINGIFY(_GLIBCXX_USE_CXX11_ABI) " c++" MAINSTAY_STRINGIFY(__cplusplus)

struct PluginDescriptor {
  std::uint64_t magic;
  std::uint32_t struct_size;
  std::uint32_t api;
  char fingerprint[128];
  char name[64];
  char version[32];
  void (*describe)(Declaration& declaration);
  Model* (*create)(Binder& binder);
};

#define MAINSTAY_PLUGIN(CLASS, NAME, VERSION)                                                                     \
  extern "C" __attribute__((visibility("default"))) const ::mainstay::plugin_api::PluginDescriptor mainstay_plugin; \
  const ::mainstay::plugin_api::PluginDescriptor mainstay_plugin = {                                              \
      ::mainstay::plugin_api::plugin_magic,                                                                       \
      sizeof(::mainstay::plugin_api::PluginDescriptor),                                                           \
      ::mainstay::plugin_api::plugin_api_number,                                                                  \
      MAINSTAY_FINGERPRINT,                                                                                       \
      NAME,                                                                                                       \
      VERSION,                                                                                                    \
      [](::mainstay::plugin_api::Declaration& d) { CLASS::describe(d); },                                         \
      [](::mainstay::plugin_api::Binder& b) -> ::mainstay::plugin_api::Model* { return new CLASS(b); }};

}  // namespace mainstay::plugin_api

namespace mainstay {

// The words of a process model, without their rooms.
using estate::ChangeDone;
using estate::Component;
using estate::Emitter;
using estate::Estate;
using estate::OutageBegan;
using estate::OutageEnded;
using estate::OutageUnplanned;
using estate::Service;
using estate::Stage;
using estate::TicketDesk;
using kernel::Activity;
using kernel::any_of;
using kernel::delay;
using kernel::Duration;
using kernel::OnInterrupt;
using kernel::Outcome;
using kernel::Process;
using kernel::ProcessRef;
using kernel::Signal;
using kernel::Time;
using plugin_api::Binder;
using plugin_api::Declaration;
using plugin_api::Model;
using plugin_api::Placed;
using schema::Fields;
using schema::Live;
using schema::LivePatch;
using schema::LivePatches;
using schema::Money;
using schema::Named;
using schema::Node;
using schema::Priority;
using schema::Rate;
using schema::Reader;
using schema::Ref;
using schema::Refs;
using schema::Share;
using work::Arrivals;
using work::Assignment;
using work::Board;
using work::Cause;
using work::Chance;
using work::Counter;
using work::Doing;
using work::Done;
using work::Event;
using work::Hold;
using work::Label;
using work::Labels;
using work::Level;
using work::Random;
using work::Ratio;
using work::Source;
using work::Steps;
using work::Tally;
using work::Target;
using work::Targets;
using work::Task;
using work::Teller;
using work::Unit;

template <class T>
T draw(Random<T>& law) { return law.draw(); }

}  // namespace mainstay
