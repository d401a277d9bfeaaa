#include "work/stock.hpp"

#include <algorithm>

#include "work/stock_spec.hpp"

namespace mainstay::schema {

bool Leaf<work::Uses>::read(work::Uses& out, const Node& node, Reader& reader) {
  if (node.is_list()) {
    bool good = true;
    for (const Node& item : node.items) good = read(out, item, reader) && good;
    return good;
  }
  const auto add = [&](const Node& name, int pieces) {
    std::size_t index = 0;
    if (!read_ref(index, work::PartName::kind, name, reader)) return false;
    out.parts.push_back({index, pieces});
    return true;
  };
  if (!node.is_map()) return add(node, 1);
  bool good = true;
  for (const auto& entry : node.entries) {
    int pieces = 0;
    if (!Leaf<int>::read(pieces, entry.value, reader)) {
      good = false;
    } else if (pieces < 1) {
      reader.error(entry.value.place, "must be at least 1");
      good = false;
    } else {
      good = add(Node::scalar(entry.key, entry.key_place), pieces) && good;
    }
  }
  return good;
}

}  // namespace mainstay::schema

namespace mainstay::work {

namespace {

void check_stock(const StockSpec& spec, const schema::Node& node, schema::Reader& reader) {
  const schema::Node* restock = node.is_map() ? node.find("restock") : nullptr;
  if (restock == nullptr || !restock->is_map()) return;
  if (spec.restock.patience && restock->find("patience") != nullptr)
    reader.error(restock->find("patience")->place, "what is given up would never be there again", "leave `patience` out");
  if (spec.restock.takes_down.self || spec.restock.strikes.self)
    reader.error(restock->place, "a part has no `self`", "name what it takes down or strikes");
}

}  // namespace

void StockSpec::describe(schema::Fields<StockSpec>& f) {
  f("stock", &StockSpec::stock, "how many lie there to begin with, and are ordered up to").required().range(0, 1e6);
  f("restock", &StockSpec::restock, "from the order of one to its delivery; or a task: the old one is mended").required();
  f.check<check_stock>();
}

Stock::Stock(World& world, const StockSpec& spec, const schema::Binding& binding, const std::string& path)
    : world_(world),
      spec_(std::make_unique<StockSpec>(spec)),
      label_(world.board().label(path.substr(path.find('.') + 1))),
      on_hand_(spec.stock),
      stock_(world.board().level({.path = path + ".stock", .title = "how many lie there"}, spec.stock)),
      ordered_(world.board().level({.path = path + ".on_order", .title = "how many are on their way"})),
      waiting_level_(world.board().level({.path = path + ".waiting", .title = "tasks that wait for one"})),
      asked_(world.board().counter({.path = path + ".asked", .title = "times that a task asked for it"})),
      stock_outs_(world.board().counter({.path = path + ".stock_outs", .title = "times that a task asked in vain, and had to wait", .share_of = path + ".asked"})),
      used_(world.board().counter({.path = path + ".used", .title = "pieces used up"})),
      wait_(world.board().tally({.path = path + ".wait", .unit = Unit::time, .title = "wait of tasks for it, of all that had it"})) {
  schema::bind_leaves(schema::type_of<StockSpec>(), spec_.get(), path, binding);
}

Stock::~Stock() = default;

// Up to the base stock: on hand and on order, less what is wanted.
void Stock::order() {
  while (on_hand_ + on_order_ - wanted_ < spec_->stock) {
    ++on_order_;
    ordered_.set(on_order_);
    deliver(++orders_).spawn("restock");
  }
}

kernel::Process Stock::deliver(std::uint64_t number) {
  Task& restock = spec_->restock;
  Doing doing;
  doing.because.names[0] = doing.because.names[2] = label_;
  doing.kind = label_;
  doing.occurrence = number;
  Done done = co_await perform(world_, restock, doing);
  while (done.outcome == kernel::Outcome::rejected) {
    // Turned away by a full workshop: it is asked again when a place is free.
    co_await restock.by.pools(world_).front()->room_freed().next();
    done = co_await perform(world_, restock, doing);
  }
  --on_order_;
  ordered_.set(on_order_);
  ++on_hand_;
  hand_out();
}

// In order of asking: who wants many is not passed over by who wants few.
void Stock::hand_out() {
  while (!waiting_.empty() && waiting_.front()->pieces_ <= on_hand_) {
    Demand& first = *waiting_.front();
    waiting_.pop_front();
    wanted_ -= first.pieces_;
    first.grant();
  }
  stock_.set(on_hand_);
  waiting_level_.set(static_cast<double>(waiting_.size()));
}

Stock::Demand::Demand(Stock& stock, int pieces, const Labels& because)
    : stock_(stock), pieces_(pieces), because_(because), asked_(stock.simulation().now()) {
  stock_.asked_.add(1.0, because_);
  stock_.waiting_.push_back(this);
  stock_.wanted_ += pieces_;
  stock_.order();
  stock_.hand_out();
  if (!met_) stock_.stock_outs_.add(1.0, because_);
}

void Stock::Demand::grant() {
  stock_.on_hand_ -= pieces_;
  met_ = true;
  stock_.wait_.add((stock_.simulation().now() - asked_).in_seconds(), asked_, because_);
  met_signal_.raise();
}

void Stock::Demand::use() {
  used_ = true;
  stock_.used_.add(pieces_, because_);
}

Stock::Demand::~Demand() {
  if (used_ || stock_.simulation().is_closing()) return;
  if (met_) {
    stock_.on_hand_ += pieces_;
  } else {
    stock_.waiting_.remove(this);
    stock_.wanted_ -= pieces_;
  }
  stock_.hand_out();
}

void Parts::ask(World& world, const Uses& uses, const Labels& because) {
  for (const Uses::Part& p : uses.parts)
    demands_.push_back(std::make_unique<Stock::Demand>(world.stock(p.index), p.pieces, because));
}

Stock::Demand* Parts::missing() const {
  const auto found = std::find_if(demands_.begin(), demands_.end(), [](const auto& d) { return !d->is_met(); });
  return found == demands_.end() ? nullptr : found->get();
}

void Parts::use() {
  for (const auto& d : demands_) d->use();
}

}  // namespace mainstay::work
