#include "hub/app/backup/manifest.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "hub/app/backup/file_hash.hpp"

namespace usher::app {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

json::object of_workspace(const BackupWorkspace& w) {
    return {{"id", w.id.text()},
            {"epoch", w.epoch},
            {"archived_version", w.archived_version},
            {"log_version", w.log_version},
            {"entries", w.entries},
            {"commands", w.commands},
            {"dead_letters", w.dead_letters},
            {"records", w.records}};
}

std::string text(const json::object& from, const char* key) {
    return std::string(from.at(key).as_string());
}

std::uint64_t number(const json::object& from, const char* key) {
    return from.at(key).to_number<std::uint64_t>();
}

BackupWorkspace to_workspace(const json::object& from) {
    BackupWorkspace w;
    w.id = WorkspaceId::parse(text(from, "id")).value();
    w.epoch = text(from, "epoch");
    w.archived_version = number(from, "archived_version");
    w.log_version = number(from, "log_version");
    w.entries = number(from, "entries");
    w.commands = number(from, "commands");
    w.dead_letters = number(from, "dead_letters");
    w.records = text(from, "records");
    return w;
}

/// A name from a manifest must stay within the backup.
bool stays_inside(const std::string& name) {
    const fs::path path(name);
    return !name.empty() && path.is_relative() &&
           path.lexically_normal().string().find("..") == std::string::npos;
}

}  // namespace

Result<void> write_manifest(const fs::path& folder, Manifest manifest) {
    json::array files, workspaces;
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
        if (!entry.is_regular_file()) continue;
        fs::permissions(entry.path(), fs::perms::owner_read | fs::perms::owner_write, error);
        if (auto synced = sync_to_disk(entry.path()); !synced) return synced;
        auto hash = sha256_of(entry.path());
        if (!hash) return std::unexpected(hash.error());
        files.push_back(json::object{{"name", fs::relative(entry.path(), folder).string()},
                                     {"size", entry.file_size()},
                                     {"sha256", *hash}});
    }
    for (const auto& w : manifest.workspaces) workspaces.push_back(of_workspace(w));
    const auto path = folder / kManifestName;
    std::ofstream out(path);
    out << json::serialize(json::object{{"format", manifest.format},
                                        {"hub_version", manifest.hub_version},
                                        {"taken_ms", to_ms(manifest.taken)},
                                        {"store", manifest.store},
                                        {"workspaces", std::move(workspaces)},
                                        {"files", std::move(files)}})
        << '\n';
    out.close();
    if (!out) {
        return fail(Error::Kind::exhausted,
                    fmt::format("cannot write {}; is there room on the disk?", path.string()));
    }
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, error);
    if (auto synced = sync_to_disk(path); !synced) return synced;
    return sync_to_disk(folder);
}

Result<Manifest> read_manifest(const fs::path& folder) {
    const auto path = folder / kManifestName;
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return fail(Error::Kind::not_found,
                    fmt::format("{} is no backup: it has no {}", folder.string(), kManifestName));
    }
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    try {
        const auto value = json::parse(bytes);
        const auto& from = value.as_object();
        Manifest manifest;
        manifest.format = number(from, "format");
        if (manifest.format > kBackupFormat) {
            return fail(Error::Kind::invalid,
                        fmt::format("{} was made by a newer version of Usher ({}); use that one",
                                    folder.string(), text(from, "hub_version")));
        }
        manifest.hub_version = text(from, "hub_version");
        manifest.taken = from_ms(from.at("taken_ms").to_number<std::int64_t>());
        manifest.store = text(from, "store");
        for (const auto& one : from.at("workspaces").as_array()) {
            manifest.workspaces.push_back(to_workspace(one.as_object()));
        }
        for (const auto& one : from.at("files").as_array()) {
            const auto& file = one.as_object();
            manifest.files.push_back(
                {text(file, "name"), number(file, "size"), text(file, "sha256")});
        }
        return manifest;
    } catch (const std::exception& error) {
        return fail(Error::Kind::corrupt,
                    fmt::format("{} is damaged: {}", path.string(), error.what()));
    }
}

Result<void> check_files(const fs::path& folder, const Manifest& manifest) {
    const auto damaged = [&](const std::string& name, const char* what) {
        return fail(Error::Kind::corrupt,
                    fmt::format("{} {}; take another backup", (folder / name).string(), what));
    };
    for (const auto& file : manifest.files) {
        if (!stays_inside(file.name)) return damaged(file.name, "is not a name within a backup");
        const auto hash = sha256_of(folder / file.name);
        if (!hash) return damaged(file.name, "is missing");
        if (*hash != file.sha256) return damaged(file.name, "is damaged: its SHA-256 is another");
    }
    return {};
}

}  // namespace usher::app
