// `usher dead-letters`: commands that were put aside because they ended the engine or cannot be
// read. Shows them, appends them again, drops them; beside a running hub or not.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace usher::app {

struct DeadLetterOptions {
    std::optional<std::filesystem::path> config;
    std::filesystem::path data;  ///< over the configuration's; empty: as it says
    std::string workspace;       ///< only this one's; empty: all
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
