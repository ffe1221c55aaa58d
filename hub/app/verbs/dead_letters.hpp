// `usher dead-letters`: commands that were put aside because they ended the engine or cannot be
// read. Shows them, appends them again, drops them; beside a running hub or not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hub/app/verbs/check_config.hpp"

namespace usher::app {

struct DeadLetterOptions {
    InstallationPlace installation;
    std::string workspace;  ///< only this one's; empty: all
    std::vector<std::string> ids;
    bool all = false;        ///< instead of ids
    bool with_text = false;  ///< show what people wrote
    bool yes = false;        ///< really drop
};
int run_dead_letters_list(const DeadLetterOptions& options);
int run_dead_letters_show(const DeadLetterOptions& options);
int run_dead_letters_replay(const DeadLetterOptions& options);
int run_dead_letters_drop(const DeadLetterOptions& options);

}  // namespace usher::app
