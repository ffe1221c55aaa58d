#include "hub/app/backup/put_back.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include "hub/app/answer_of.hpp"
#include "hub/app/backup/file_hash.hpp"
#include "hub/app/backup/log_copy.hpp"
#include "hub/app/backup/manifest.hpp"
#include "hub/app/backup/restored_log.hpp"
#include "hub/app/installation.hpp"
#include "hub/log/embedded_address.hpp"
#include "hub/store/backup.hpp"
#include "hub/store/copy.hpp"

namespace usher::app {
namespace {

namespace fs = std::filesystem;

/// Longer than a stopping hub keeps its lease.
constexpr std::chrono::seconds kClaim{10};
constexpr std::chrono::seconds kLeaseOfTheDead{4};
constexpr std::string_view kClaimant = "usher restore";

class PuttingBack {
  public:
    PuttingBack(const RestorePlan& plan, const std::function<void(std::string)>& progress)
        : plan_(plan),
          progress_(progress),
          data_(fs::absolute(plan.config.data.folder).lexically_normal()),
          config_(plan.config) {
        if (!data_.has_filename()) data_ = data_.parent_path();
        own_folder_ = config_.store.url.empty() || config_.redis.url.empty();
        stamp_ =
            fmt::format("{:%Y%m%d_%H%M%S}", std::chrono::floor<std::chrono::seconds>(loop_.now()));
    }

    Result<RestoreReport> run() {
        auto manifest = read_manifest(plan_.source);
        if (!manifest) return std::unexpected(manifest.error());
        manifest_ = std::move(*manifest);
        if (auto whole = check_files(plan_.source, manifest_); !whole) {
            return std::unexpected(whole.error());
        }
        progress_("the backup is whole");
        if (auto free = check_folder(); !free) return std::unexpected(free.error());
        if (auto free = check_redis(); !free) return std::unexpected(free.error());
        const fs::path draft = data_.string() + fmt::format(".restoring-{}", ::getpid());
        auto done = fill(draft);
        std::error_code ignored;
        if (!done) fs::remove_all(draft, ignored);
        if (!done) return std::unexpected(done.error());
        return report_;
    }

  private:
    std::unexpected<Error> occupied(const std::string& what) const {
        return fail(Error::Kind::conflict,
                    what +
                        "; a backup is put back into an empty installation, or with --replace, "
                        "which keeps the old one beside under a dated name");
    }

    Result<void> check_folder() const {
        if (log::running_embedded_address(data_ / "redis")) {
            return fail(Error::Kind::conflict,
                        fmt::format("a hub runs in {}; stop it first", data_.string()));
        }
        std::error_code error;
        if (plan_.replace || !own_folder_ || !fs::exists(data_) || fs::is_empty(data_, error)) {
            return {};
        }
        return occupied(fmt::format("{} is not empty", data_.string()));
    }

    Result<void> fill(const fs::path& draft) {
        std::error_code error;
        fs::create_directories(draft, error);
        fs::permissions(draft, fs::perms::owner_all, error);
        if (error) {
            return fail(Error::Kind::refused,
                        fmt::format("cannot make {}: {}", draft.string(), error.message()));
        }
        for (const auto& file : manifest_.files) {
            const bool ours = file.name == "archive.db" || file.name == "accounts.db" ||
                              file.name.starts_with("node_id");
            if (!ours) continue;
            fs::copy_file(plan_.source / file.name, draft / file.name, error);
            if (error) {
                return fail(Error::Kind::refused,
                            fmt::format("cannot write {}: {}", (draft / file.name).string(),
                                        error.message()));
            }
        }
        config_.data.folder = draft.string();
        if (auto done = put_back_store(draft); !done) return done;
        if (auto done = put_back_logs(); !done) return done;
        return settle(draft);
    }

    /// Into PostgreSQL by way of the SQLite files.
    Result<void> put_back_store(const fs::path& draft) {
        if (config_.store.url.empty()) return {};
        if (plan_.replace) {
            const auto aside = "usher_before_" + stamp_;
            if (auto set = store::set_postgres_aside(config_.store.url, aside); !set) return set;
            report_.kept = "schema " + aside;
        }
        auto to = open_store_of(config_);
        if (!to) return std::unexpected(to.error());
        auto known = (*to)->accounts().workspace_list();
        auto archived = (*to)->transfer().workspaces();
        if (!known) return std::unexpected(known.error());
        if (!archived) return std::unexpected(archived.error());
        if (!known->empty() || !archived->empty()) {
            return occupied("store.url names a database with an installation in it");
        }
        auto from = store::open_sqlite(draft);
        if (!from) return std::unexpected(from.error());
        auto copied = store::copy_store(**from, **to, progress_);
        if (!copied) return std::unexpected(copied.error());
        (*from).reset();
        std::error_code error;
        for (const char* name : {"archive.db", "accounts.db"}) fs::remove(draft / name, error);
        return {};
    }

    /// Before anything is changed: whether this Redis is free.
    Result<void> check_redis() {
        if (config_.redis.url.empty()) return {};
        auto streams = open_streams_of(loop_, config_);
        if (!streams) return std::unexpected(streams.error());
        for (const auto& workspace : manifest_.workspaces) {
            if (auto claimed = claim(**streams, workspace.id); !claimed) return claimed;
            auto edges = answer_of<log::StreamEdges>(
                loop_, [&](auto done) { (*streams)->edges(workspace.id, std::move(done)); });
            if (!edges) return std::unexpected(edges.error());
            const bool empty = edges->last_event == 0 && edges->commands == 0;
            if (!empty && !plan_.replace) {
                return occupied(fmt::format("Redis has a log of {}", workspace.id.text()));
            }
        }
        return {};
    }

    /// The lease of a hub that was killed is waited for.
    Result<void> claim(log::Streams& streams, WorkspaceId id) {
        const auto until = loop_.now() + kLeaseOfTheDead;
        while (true) {
            auto holder = answer_of<std::string>(loop_, [&](auto done) {
                streams.claim(id, std::string(kClaimant), kClaim, std::move(done));
            });
            if (!holder) return std::unexpected(holder.error());
            if (*holder == kClaimant) return {};
            if (loop_.now() >= until) {
                return fail(Error::Kind::conflict,
                            fmt::format("a hub ({}) runs on this Redis; stop it first", *holder));
            }
            turn_until(loop_, std::chrono::milliseconds(200), [] { return false; });
        }
    }

    Result<void> put_back_logs() {
        auto opened = Installation::open(loop_, config_, ops::Log("restore"));
        if (!opened) return std::unexpected(opened.error());
        auto streams = (*opened)->open_streams(loop_);
        Result<void> done;
        if (!streams) done = std::unexpected(streams.error());
        for (const auto& workspace : manifest_.workspaces) {
            if (done) done = put_back_log((*opened)->store().archive(), **streams, workspace);
        }
        if (streams) streams->reset();
        (*opened)->close();
        return done;
    }

    Result<void> put_back_log(store::Archive& archive, log::Streams& streams,
                              const BackupWorkspace& workspace) {
        const auto id = workspace.id;
        if (auto claimed = claim(streams, id); !claimed) return claimed;
        auto edges = answer_of<log::StreamEdges>(
            loop_, [&](auto done) { streams.edges(id, std::move(done)); });
        if (!edges) return std::unexpected(edges.error());
        if (auto cleared = clear(streams, id, *edges); !cleared) return cleared;

        RestoredLog log(archive, id);
        if (auto taken = log.take(plan_.source / workspace.records); !taken) return taken;
        if (auto begun = log.begin_life(edges->last_event, loop_.now()); !begun) return begun;
        for (const auto& command : log.commands()) {
            auto appended = answer_of<std::string>(loop_, [&](auto done) {
                streams.append_command(id, command.bytes, std::move(done));
            });
            if (!appended) return std::unexpected(appended.error());
        }
        for (const auto& letter : log.dead_letters()) {
            auto buried = answer_of<void>(
                loop_, [&](auto done) { streams.bury(id, letter, std::move(done)); });
            if (!buried) return buried;
        }
        ++report_.workspaces;
        report_.entries += log.entries();
        report_.commands += log.commands().size();
        report_.dead_letters += log.dead_letters().size();
        return answer_of<void>(loop_, [&](auto done) {
            streams.release(id, std::string(kClaimant), std::move(done));
        });
    }

    /// What is in Redis of another time: written down beside, then trimmed. The snapshot stays
    /// until the first start replaces it.
    Result<void> clear(log::Streams& streams, WorkspaceId id, const log::StreamEdges& edges) {
        if (edges.last_event == 0 && edges.commands == 0) return {};
        std::error_code error;
        const fs::path folder = data_.string() + ".redis_before_" + stamp_;
        fs::create_directories(folder, error);
        fs::permissions(folder, fs::perms::owner_all, error);
        LogCopy copy(loop_, streams, id, edges.first_event, folder / (id.text() + ".records"));
        if (auto begun = copy.begin(); !begun) return begun;
        if (auto kept = copy.finish({"", edges.last_event}); !kept) {
            return std::unexpected(kept.error());
        }
        report_.kept += (report_.kept.empty() ? "" : ", ") + folder.string();
        return answer_of<void>(loop_, [&](auto done) {
            streams.trim(id, "18446744073709551615-0", edges.last_event + 1, std::move(done));
        });
    }

    /// The filled folder becomes the installation's.
    Result<void> settle(const fs::path& draft) {
        std::error_code error;
        if (!own_folder_) {
            fs::create_directories(data_, error);
            fs::permissions(data_, fs::perms::owner_all, error);
            for (const auto& file : manifest_.files) {
                if (!file.name.starts_with("node_id")) continue;
                fs::copy_file(draft / file.name, data_ / file.name, fs::copy_options::skip_existing,
                              error);
            }
            fs::remove_all(draft, error);
            return {};
        }
        if (fs::exists(data_) && !fs::is_empty(data_, error)) {
            const fs::path aside = data_.string() + ".before_" + stamp_;
            fs::rename(data_, aside, error);
            if (!error) report_.kept += (report_.kept.empty() ? "" : ", ") + aside.string();
        } else {
            fs::remove(data_, error);
        }
        if (!error) fs::rename(draft, data_, error);
        if (error) {
            return fail(Error::Kind::refused,
                        fmt::format("cannot rename {} to {}: {}", draft.string(), data_.string(),
                                    error.message()));
        }
        return sync_to_disk(data_.parent_path());
    }

    const RestorePlan& plan_;
    const std::function<void(std::string)>& progress_;
    net::Loop loop_;
    fs::path data_;
    ops::Config config_;
    bool own_folder_ = true;
    std::string stamp_;
    Manifest manifest_;
    RestoreReport report_;
};

}  // namespace

Result<RestoreReport> put_back(const RestorePlan& plan,
                               const std::function<void(std::string)>& progress) {
    return PuttingBack(plan, progress).run();
}

}  // namespace usher::app
