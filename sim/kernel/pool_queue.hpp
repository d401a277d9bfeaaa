#pragma once
// What only a pool's own files see: its waiting work in order, and the clocks of `first_ready`.

#include <boost/intrusive/set.hpp>
#include <cstdint>
#include <iterator>
#include <vector>

#include "kernel/pool.hpp"

namespace mainstay::kernel {

// The waiting work: a list in order, with a tree beside it to find a place in, unless that is nearly always the end; or
// a heap of equals where the order is drawn.
class Pool::Queue {
 public:
  struct ByKey {
    bool operator()(const QueueNode& a, const QueueNode& b) const {
      return a.key != b.key ? a.key < b.key : a.sequence < b.sequence;
    }
  };
  using Tree = boost::intrusive::multiset<QueueNode, boost::intrusive::compare<ByKey>,
                                          boost::intrusive::constant_time_size<false>>;
  class Iterator {
   public:
    explicit Iterator(QueueNode* node) : node_(node) {}
    QueueNode& operator*() const { return *node_; }
    QueueNode* operator->() const { return node_; }
    Iterator& operator++() {
      node_ = node_->next;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    QueueNode* node_;
  };
  class Order {
   public:
    Iterator begin() const { return Iterator(first_); }
    Iterator end() const { return Iterator(nullptr); }

   private:
    friend class Queue;
    QueueNode* first_ = nullptr;
    QueueNode* last_ = nullptr;
  };

  // `by_arrival`: all keys are equal, so that what comes belongs at the end, and what comes back near the beginning.
  explicit Queue(bool by_arrival) : by_arrival_(by_arrival) {}

  void add(QueueNode& node, bool drawn) {
    if (drawn) {
      node.at = any_.size();
      any_.push_back(&node);
      return;
    }
    QueueNode* after = nullptr;  // what it comes before
    if (order_.last_ != nullptr && ByKey()(node, *order_.last_)) after = by_arrival_ ? first_after(node) : place_in_tree(node);
    else if (!by_arrival_) tree_.push_back(node);
    QueueNode* before = after != nullptr ? after->previous : order_.last_;
    node.previous = before;
    node.next = after;
    (before != nullptr ? before->next : order_.first_) = &node;
    (after != nullptr ? after->previous : order_.last_) = &node;
  }
  void remove(QueueNode& node, bool drawn) {
    if (drawn) {
      any_[node.at] = any_.back();
      any_[node.at]->at = node.at;
      any_.pop_back();
      return;
    }
    if (!by_arrival_) tree_.erase(tree_.iterator_to(node));
    (node.previous != nullptr ? node.previous->next : order_.first_) = node.next;
    (node.next != nullptr ? node.next->previous : order_.last_) = node.previous;
  }
  const Order& in_order() const { return order_; }
  std::vector<QueueNode*>& any() { return any_; }

 private:
  QueueNode* first_after(const QueueNode& node) const {
    QueueNode* at = order_.first_;
    while (!ByKey()(node, *at)) at = at->next;
    return at;
  }
  QueueNode* place_in_tree(QueueNode& node) {
    const auto next = std::next(tree_.insert(node));
    return &*next;
  }

  bool by_arrival_;
  Order order_;
  Tree tree_;
  std::vector<QueueNode*> any_;
};

// `first_ready`: the clock of one kind of waiting work.
struct Pool::Ready {
  Ready(Pool& p, std::uint32_t k)
      : pool(p), kind(k), timer(p.simulation_, [](void* r) { static_cast<Ready*>(r)->fire(); }, this) {}
  void fire();
  Pool& pool;
  std::uint32_t kind;
  Timer timer;
  bool waits = false;  // some of that kind
};

}  // namespace mainstay::kernel
