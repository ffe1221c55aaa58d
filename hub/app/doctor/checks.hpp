// The checks of `usher doctor`, one function per theme. Each looks, says what it finds, and changes
// nothing: it opens for reading, asks, and makes no file.
#pragma once

#include <filesystem>
#include <optional>

#include "hub/app/doctor/finding.hpp"
#include "hub/net/loop.hpp"
#include "hub/ops/config.hpp"
#include "hub/store/examine.hpp"

namespace usher::app {

struct Patient {
    ops::LoadedConfig loaded;
    std::optional<std::filesystem::path> config_file;
    std::filesystem::path backups;  ///< a folder of backups; empty: not looked at
    bool quick = false;             ///< does not read every page of a database
    bool running = false;           ///< a hub holds this data folder, or a lease
    std::string embedded;           ///< address of the embedded Redis, when it answers
    const ops::Config& config() const { return loaded.config; }
};

void check_configuration(const Patient& patient, Findings& to);
/// The data folder: owner, permissions, room.
void check_folder(const Patient& patient, Findings& to);
/// Gives what was found for the checks that compare.
std::optional<store::Examination> check_store(const Patient& patient, Timestamp now, Findings& to);
/// The server: version, persistence, memory, replicas, rights. False when it does not answer.
bool check_redis(const Patient& patient, net::Loop& loop, Findings& to);
/// Per workspace: log against archive, dead letters, lease, signs of life.
void check_logs(const Patient& patient, net::Loop& loop, const store::Examination& store,
                Findings& to);
void check_tls(const Patient& patient, Timestamp now, Findings& to);
void check_listen(const Patient& patient, Findings& to);
void check_backups(const Patient& patient, Timestamp now, Findings& to);

}  // namespace usher::app
