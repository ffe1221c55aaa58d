// The findings of a run as one JSON object or as a table. Pure text; written to stdout by
// run_bench. The keys are described in docs/benchmarks.md and only grow.
#pragma once

#include <string>

#include "hub/app/bench/bench.hpp"
#include "hub/app/bench/dialect.hpp"
#include "hub/app/bench/load.hpp"

namespace usher::bench {

/// One line without its end.
std::string report_json(const BenchOptions& options, const Findings& findings,
                        const DialectNotes& notes);
std::string report_table(const BenchOptions& options, const Findings& findings,
                         const DialectNotes& notes);

}  // namespace usher::bench
