// `usher sla explain`: how every timer of one conversation came about, from the log and the history
// of a data folder, running or not.
#pragma once

#include <filesystem>
#include <string>

namespace usher::app {

struct SlaExplainOptions {
    std::filesystem::path data;
    std::string workspace;  ///< needed when the folder holds several
    std::string conversation;
    bool json = false;
};
int run_sla_explain(const SlaExplainOptions& options);

}  // namespace usher::app
