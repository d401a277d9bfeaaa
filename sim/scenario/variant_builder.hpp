#pragma once
// One variant from its document.

#include <filesystem>
#include <optional>

#include "plugin_host/host.hpp"
#include "scenario/expand.hpp"
#include "scenario/scenario.hpp"
#include "schema/diagnostics.hpp"

namespace mainstay::scenario {

// Reads the document as meant (expanded) into `out`, whose name is known already; says all that is wrong with it. `scenario`
// is what the variant is one of: its currency, its time zone, and the file that what it names is relative to. `warm_up` is
// the length of a warm-up that is `auto`, where that is known.
void build_variant(const Expanded& document, const Scenario& scenario, const plugin_host::Registry& registry,
                   std::optional<Duration> warm_up, Variant& out, schema::Diagnostics& diagnostics);

}  // namespace mainstay::scenario
