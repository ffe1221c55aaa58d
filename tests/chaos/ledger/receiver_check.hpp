// The receivers' half of the checker, C6 and C7: what was delivered, held against the export.
// Called by check() only.
#pragma once

#include "tests/chaos/ledger/checker.hpp"

namespace usher::chaos {

/// Collects faults, the first of them with words.
class FaultList {
  public:
    explicit FaultList(Verdict& verdict) : verdict_(verdict) {}
    void add(std::string rule, std::string what) {
        if (verdict_.faults_in_all++ < Verdict::kFaultsMax) {
            verdict_.faults.push_back({std::move(rule), std::move(what)});
        }
    }

  private:
    Verdict& verdict_;
};

void check_receivers(const Ledger& ledger, const Export& history, CheckOptions options,
                     FaultList& faults);

}  // namespace usher::chaos
