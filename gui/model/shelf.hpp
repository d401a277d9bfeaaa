#pragma once
// What is prepared in the background for drawing, by key: asked for every frame, made once.

#include <cstddef>
#include <exception>
#include <list>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include "model/tasks.hpp"

namespace mainstay::gui::model {

template <class T>
struct Prepared {
  bool ready = false;
  std::string error;  // not empty: it could not be made, and why
  T value{};

  const T* get() const { return ready ? &value : nullptr; }
};

// Belongs to the frame thread.
template <class Key, class T>
class Shelf {
 public:
  // Keeps the `most` asked for last.
  explicit Shelf(Tasks& tasks, std::size_t most = 64) : tasks_(tasks), most_(most) {}

  // `make` is called in the background, once per key; it may throw.
  template <class Make>
  const Prepared<T>& ask(const Key& key, const std::string& title, Make make) {
    const auto found = entries_.find(key);
    if (found != entries_.end()) {
      recent_.splice(recent_.begin(), recent_, found->second.place);
      return *found->second.prepared;
    }
    auto entry = std::make_shared<Prepared<T>>();
    tasks_.run(title, [entry, make = std::move(make)]() -> Tasks::Publish {
      try {
        auto value = std::make_shared<T>(make());
        return [entry, value] {
          entry->value = std::move(*value);
          entry->ready = true;
        };
      } catch (const std::bad_alloc&) {
        return [entry] { entry->error = "there is not enough memory for this"; };
      } catch (const std::exception& e) {
        return [entry, why = std::string(e.what())] { entry->error = why.empty() ? "it failed without saying why" : why; };
      }
    });
    recent_.push_front(key);
    entries_.emplace(key, Entry{entry, recent_.begin()});
    if (entries_.size() > most_) {
      entries_.erase(recent_.back());
      recent_.pop_back();
    }
    return *entry;
  }

  void clear() {
    entries_.clear();
    recent_.clear();
  }

 private:
  struct Entry {
    std::shared_ptr<Prepared<T>> prepared;
    typename std::list<Key>::iterator place;
  };
  Tasks& tasks_;
  std::size_t most_;
  std::list<Key> recent_;
  std::map<Key, Entry> entries_;
};

}  // namespace mainstay::gui::model
