#pragma once
// Which of the plugins in use needs which other, by the contracts that they declare.

#include <vector>

#include "plugin_host/host.hpp"
#include "schema/diagnostics.hpp"

namespace mainstay::scenario {

// Puts plugins into the order in which their models are built: who provides a contract before those that need it, else
// by name. A contract that nobody in use provides, that two provide, or a circle of them is a diagnostic at `place`,
// which says who (of all that were found) provides what.
void order_by_contracts(std::vector<const plugin_host::Plugin*>& plugins, const plugin_host::Registry& registry,
                        const schema::Place& place, schema::Diagnostics& diagnostics);

}  // namespace mainstay::scenario
