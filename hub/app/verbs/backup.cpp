#include "hub/app/verbs/backup.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <iostream>

#include "hub/app/backup/put_back.hpp"
#include "hub/app/backup/take_backup.hpp"
#include "hub/app/exit_codes.hpp"
#include "hub/app/verbs/check_config.hpp"
#include "hub/ops/log.hpp"

namespace usher::app {
namespace {

int complain(const char* verb, const Error& error) {
    std::cerr << "usher " << verb << ": " << error.text << '\n';
    using enum Error::Kind;
    switch (error.kind) {
        case conflict:
        case invalid:
        case not_found:
            return kWrongInput;
        case corrupt:
            return kFailed;
        default:
            return kCannotStart;
    }
}

void tell(const std::string& sentence) {
    std::cout << sentence << std::endl;
}

void list(const Manifest& manifest) {
    for (const auto& w : manifest.workspaces) {
        std::cout << fmt::format(
            "  {}: archive at {} of epoch {}, log at {}, {} undecided commands, {} dead letters\n",
            w.id.text(), w.archived_version, w.epoch.empty() ? "none" : w.epoch, w.log_version,
            w.commands, w.dead_letters);
    }
}

std::filesystem::path without_slash(const std::filesystem::path& place) {
    const auto normal = place.lexically_normal();
    return normal.has_filename() ? normal : normal.parent_path();
}

int check(const std::filesystem::path& place) {
    auto manifest = read_manifest(place);
    if (!manifest) return complain("backup", manifest.error());
    if (auto whole = check_files(place, *manifest); !whole)
        return complain("backup", whole.error());
    std::cout << fmt::format(
        "whole: {} files, taken {:%Y-%m-%d %H:%M:%S} UTC by {}\n", manifest->files.size(),
        std::chrono::floor<std::chrono::seconds>(manifest->taken), manifest->hub_version);
    list(*manifest);
    return kDone;
}

}  // namespace

int run_backup(const BackupOptions& options) {
    const auto place = without_slash(options.place);
    if (options.check) return check(place);
    auto loaded = load_or_complain(options.installation);
    if (!loaded) return kWrongInput;
    if (loaded->config.store.url.empty() &&
        !std::filesystem::exists(std::filesystem::path(loaded->config.data.folder) /
                                 "archive.db")) {
        return complain("backup", {Error::Kind::invalid,
                                   fmt::format("{} holds no archive.db; name the data folder with "
                                               "--data or --config",
                                               loaded->config.data.folder)});
    }
    ::umask(0077);
    auto taken = take_backup({loaded->config, options.installation.config, place}, tell);
    if (!taken) return complain("backup", taken.error());
    std::cout << fmt::format("backup in {}\n", place.string());
    list(*taken);
    return kDone;
}

int run_restore(const RestoreOptions& options) {
    auto loaded = load_or_complain(options.installation);
    if (!loaded) return kWrongInput;
    ::umask(0077);
    auto done = put_back({loaded->config, without_slash(options.place), options.replace}, tell);
    if (!done) return complain("restore", done.error());
    std::cout << fmt::format(
        "restored: {} workspaces, {} log entries beside the archive, {} undecided commands, {} "
        "dead letters\n",
        done->workspaces, done->entries, done->commands, done->dead_letters);
    if (!done->kept.empty()) std::cout << "the old installation is kept: " << done->kept << '\n';
    std::cout << "Agents log in again; open widgets and consoles start over by themselves.\n";
    return kDone;
}

}  // namespace usher::app
