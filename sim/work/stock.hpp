#pragma once
// Spares: parts that tasks use up, and that are ordered anew one for one (base stock, or (S-1, S)): whatever is taken
// or asked for in vain is ordered at once, and comes after a time of its own; or the old one is mended in its place, by
// people who may have other work. Who asks first is served first.

#include <list>
#include <memory>
#include <vector>

#include "work/law.hpp"
#include "work/world.hpp"

namespace mainstay::work {

struct StockSpec;

// `disk`, `[disk, fan]`, or `{ disk: 2 }`: what a task uses up.
struct MAINSTAY_API Uses {
  struct Part {
    std::size_t index;
    int pieces;
  };
  std::vector<Part> parts;
  bool is_empty() const { return parts.empty(); }
};

// One kind of part in one trial.
class MAINSTAY_API Stock {
 public:
  // `path` is where its measures stand: `parts.disk`.
  Stock(World& world, const StockSpec& spec, const schema::Binding& binding, const std::string& path);
  Stock(const Stock&) = delete;
  Stock& operator=(const Stock&) = delete;
  ~Stock();

  kernel::Simulation& simulation() const { return world_.simulation(); }
  int on_hand() const { return on_hand_; }

  // What one task asks for, from asking to using it; what is not used by the end of its scope goes back.
  class MAINSTAY_API Demand {
   public:
    Demand(Stock& stock, int pieces, const Labels& because);
    Demand(const Demand&) = delete;
    Demand& operator=(const Demand&) = delete;
    ~Demand();
    bool is_met() const { return met_; }
    kernel::Signal& met() { return met_signal_; }
    void use();

   private:
    friend class Stock;
    void grant();
    Stock& stock_;
    int pieces_;
    Labels because_;
    Time asked_;
    bool met_ = false;
    bool used_ = false;
    kernel::Signal met_signal_;
  };

 private:
  void order();
  kernel::Process deliver(std::uint64_t number);
  void hand_out();

  World& world_;
  std::unique_ptr<StockSpec> spec_;
  Label label_;
  std::uint64_t orders_ = 0;
  int on_hand_;
  int on_order_ = 0;
  int wanted_ = 0;                 // pieces asked for and not there
  std::list<Demand*> waiting_;
  Level& stock_;
  Level& ordered_;
  Level& waiting_level_;
  Counter& asked_;
  Counter& stock_outs_;
  Counter& used_;
  Tally& wait_;
};

// All that one task asks for.
class MAINSTAY_API Parts {
 public:
  void ask(World& world, const Uses& uses, const Labels& because);
  // One that is not there yet, or nullptr.
  Stock::Demand* missing() const;
  void use();

 private:
  std::vector<std::unique_ptr<Stock::Demand>> demands_;
};

}  // namespace mainstay::work

namespace mainstay::schema {

template <>
struct Leaf<work::Uses> {
  static constexpr const char* name = "parts";
  static std::string meaning() { return "a part, a list of parts, or how many of each, as in `{ disk: 2 }`"; }
  static std::string json_schema() {
    return R"({"anyOf":[{"type":"string"},{"type":"array","items":{"type":"string"}},{"type":"object","additionalProperties":{"type":"integer","minimum":1}}]})";
  }
  MAINSTAY_API static bool read(work::Uses& out, const Node& node, Reader& reader);
  static std::string print(const work::Uses& v) { return v.is_empty() ? "nothing" : "parts"; }
};

}  // namespace mainstay::schema
