#pragma once
// What a trial records row by row, where the run asks for it: outages, tickets, changes, plans, a trace.

#include <deque>
#include <string>
#include <vector>

#include "api.hpp"

namespace mainstay::plugin_api {

struct Column {
  enum class Type { number, text };
  std::string name;
  std::string unit;
  Type type = Type::number;
};

// One table of a trial; a row is added cell by cell, in the order of the columns.
struct Table {
  std::string name;
  std::vector<Column> columns;
  std::vector<std::vector<double>> numbers;        // of each column of numbers
  std::vector<std::vector<std::string>> texts;     // of each column of text
};

class MAINSTAY_API Recorder {
 public:
  // The table of that name, or nullptr where this run does not record it.
  Table* table(const std::string& name, std::vector<Column> columns);
  void want(const std::string& name) { wanted_.push_back(name); }
  // Those of all models, whatever they are called.
  void want_all() { wants_all_ = true; }
  const std::deque<Table>& tables() const { return tables_; }

  class Row {
   public:
    explicit Row(Table& table) : table_(table) {}
    Row& operator<<(double v) {
      table_.numbers[column_++].push_back(v);
      return *this;
    }
    Row& operator<<(std::string v) {
      table_.texts[column_++].push_back(std::move(v));
      return *this;
    }

   private:
    Table& table_;
    std::size_t column_ = 0;
  };

 private:
  std::vector<std::string> wanted_;
  bool wants_all_ = false;
  std::deque<Table> tables_;
};

}  // namespace mainstay::plugin_api
