// The manifest of a backup: what it holds, of when, and the SHA-256 of every file. Written last by
// `usher backup`; checked first by `usher restore` and `usher backup --check`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"

namespace usher::app {

inline constexpr std::uint64_t kBackupFormat = 1;
inline constexpr std::string_view kManifestName = "manifest.json";

struct BackupWorkspace {
    WorkspaceId id;
    std::string epoch;                   ///< of the archive
    std::uint64_t archived_version = 0;  ///< of the archive in the backup
    std::uint64_t log_version = 0;       ///< the newest log entry in the backup
    std::uint64_t entries = 0;           ///< of the log, beside the archive
    std::uint64_t commands = 0;          ///< acknowledged and not decided yet
    std::uint64_t dead_letters = 0;
    std::string records;  ///< the file with them
};

struct BackupFile {
    std::string name;
    std::uint64_t size = 0;
    std::string sha256;
};

struct Manifest {
    std::uint64_t format = kBackupFormat;
    std::string hub_version;
    Timestamp taken{};
    std::string store;  ///< "sqlite" or "postgres", where it came from
    std::vector<BackupWorkspace> workspaces;
    std::vector<BackupFile> files;
};

/// Hashes every file below `folder` into `manifest` and writes it there; everything is on disk
/// afterwards.
Result<void> write_manifest(const std::filesystem::path& folder, Manifest manifest);

/// Errors: not_found (no backup), invalid (of a newer format), corrupt (damaged).
Result<Manifest> read_manifest(const std::filesystem::path& folder);

/// Whether every file is there and unchanged. Error corrupt names the first that is not.
Result<void> check_files(const std::filesystem::path& folder, const Manifest& manifest);

}  // namespace usher::app
