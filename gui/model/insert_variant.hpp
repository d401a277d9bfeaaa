#pragma once
// Puts a variant into the text of a scenario, and touches nothing else in it.

#include <map>
#include <string>

namespace mainstay::gui::model {

struct Insertion {
  std::string text;     // the whole scenario, with the variant
  std::string added;    // the part that is new
  int after_line = 0;   // of the old text, from 1: where it stands; 0: at the beginning
  std::string trouble;  // not empty: it cannot be inserted, and why; the others are then empty
};

// The scenario with a variant `name` at the end of `variants:` (which is added where there is none). Every byte that was
// there stays: comments, order, indentation, line ends. What is written so that nothing can be added without changing
// the rest (`variants: { … }`), or holds a variant of that name, gives `trouble`. The result is read again, and given
// only where it says what it said before, and the variant.
Insertion insert_variant(const std::string& scenario, const std::string& name, const std::map<std::string, std::string>& edits);

}  // namespace mainstay::gui::model
