#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "hub/app/backup/manifest.hpp"
#include "hub/app/doctor/checks.hpp"
#include "hub/ops/config_check.hpp"
#include "hub/ops/config_keys.hpp"

namespace usher::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kRoomWarn = std::uint64_t{1} << 30;
constexpr std::uint64_t kRoomFail = std::uint64_t{100} << 20;
constexpr double kInodesWarn = 0.05;
constexpr std::chrono::hours kBackupAgeMax{48};

bool holds_secret(const ops::LoadedConfig& loaded, const std::string& file) {
    for (const auto& key : ops::config_keys()) {
        const auto place = loaded.places.find(key.name());
        if (key.secret && place != loaded.places.end() && place->second.source == file) return true;
    }
    return false;
}

void check_mode(const fs::path& path, Findings& to) {
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0) return;
    if (found.st_uid != ::geteuid()) {
        to.warn(fmt::format("{} belongs to user {}", path.string(), found.st_uid),
                fmt::format("run doctor as the hub's user, or chown it to {}", ::geteuid()));
    } else if ((found.st_mode & 0077) != 0 && !S_ISSOCK(found.st_mode)) {
        to.warn(fmt::format("{} may be read by others (mode {:o})", path.string(),
                            found.st_mode & 0777),
                fmt::format("chmod go-rwx {}", path.string()));
    }
}

void check_room(const fs::path& folder, Findings& to) {
    struct statvfs room{};
    if (::statvfs(folder.c_str(), &room) != 0) return;
    const auto free = std::uint64_t{room.f_bavail} * room.f_frsize;
    const auto said = fmt::format("disk of {}: {} MiB free", folder.string(), free >> 20);
    const auto remedy = "make room, or move the data folder to a larger disk";
    free < kRoomFail   ? to.fail(said, remedy)
    : free < kRoomWarn ? to.warn(said, remedy)
                       : to.ok(said);
    if (room.f_files == 0) return;  // a file system without a fixed number
    const double inodes = static_cast<double>(room.f_favail) / static_cast<double>(room.f_files);
    const auto text = fmt::format("inodes of {}: {:.0f} % free", folder.string(), 100 * inodes);
    inodes < kInodesWarn ? to.warn(text, "remove small files on this disk") : to.ok(text);
}

}  // namespace

void check_configuration(const Patient& patient, Findings& to) {
    if (!patient.config_file) return to.ok("configuration: defaults and the environment");
    const auto file = patient.config_file->string();
    struct stat found{};
    const bool open = ::stat(file.c_str(), &found) == 0 && (found.st_mode & 0007) != 0;
    if (open && holds_secret(patient.loaded, file)) {
        return to.warn(
            fmt::format("configuration: {} holds a secret and may be read by everybody", file),
            fmt::format("chmod o-rwx {}, or put the secret into a file of its own "
                        "(USHER_…_FILE)",
                        file));
    }
    to.ok("configuration: " + file);
}

void check_folder(const Patient& patient, Findings& to) {
    const fs::path folder = patient.config().data.folder;
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        return to.fail(fmt::format("data folder: {} is not there", folder.string()),
                       "name it with --data or data.folder, or start the hub once");
    }
    if (::access(folder.c_str(), R_OK | W_OK | X_OK) != 0) {
        return to.fail(
            fmt::format("data folder: {} cannot be written by this user", folder.string()),
            "run as the hub's user, or correct its owner");
    }
    const auto before = to.list().size();
    // Without databases in it the folder holds nothing that others may not see.
    if (patient.config().store.url.empty()) check_mode(folder, to);
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const auto name = entry.path().filename().string();
        const bool secret = name.ends_with(".db") || name == "redis";
        if (secret) check_mode(entry.path(), to);
    }
    if (to.list().size() == before) {
        to.ok(fmt::format("data folder: {}, what is secret in it is its owner's alone",
                          folder.string()));
    }
    check_room(folder, to);
}

void check_backups(const Patient& patient, Timestamp now, Findings& to) {
    if (patient.backups.empty()) return;
    Timestamp newest{};
    fs::path which;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(patient.backups, error)) {
        if (!entry.is_directory(error)) continue;
        const auto manifest = read_manifest(entry.path());
        if (!manifest || manifest->taken <= newest) continue;
        newest = manifest->taken;
        which = entry.path();
    }
    const auto remedy = fmt::format("usher backup {}", (patient.backups / "NAME").string());
    if (which.empty()) {
        return to.fail(fmt::format("backups: none in {}", patient.backups.string()), remedy);
    }
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(now - newest);
    const auto said =
        fmt::format("backups: the newest, {}, is {} hours old", which.string(), hours.count());
    hours > kBackupAgeMax ? to.warn(said, remedy) : to.ok(said);
}

}  // namespace usher::app
