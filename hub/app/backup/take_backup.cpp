#include "hub/app/backup/take_backup.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "hub/app/answer_of.hpp"
#include "hub/app/backup/file_hash.hpp"
#include "hub/app/backup/log_copy.hpp"
#include "hub/app/installation.hpp"
#include "hub/ops/build_info.hpp"
#include "hub/store/backup.hpp"
#include "hub/store/copy.hpp"

namespace usher::app {
namespace {

namespace fs = std::filesystem;

/// A log that is trimmed quicker than the store is copied.
constexpr int kTries = 3;
constexpr std::chrono::hours kStoreCopyLimit{12};

Result<void> make_private_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder.parent_path().empty() ? "." : folder.parent_path(), error);
    fs::remove_all(folder, error);
    if (!fs::create_directory(folder, error)) {
        return fail(Error::Kind::refused,
                    fmt::format("cannot make {}: {}", folder.string(), error.message()));
    }
    fs::permissions(folder, fs::perms::owner_all, error);
    return {};
}

class Taking {
  public:
    Taking(const BackupPlan& plan, fs::path folder,
           const std::function<void(std::string)>& progress)
        : config_(plan.config), plan_(plan), folder_(std::move(folder)), progress_(progress) {}

    /// A hub that was killed takes its Redis along a moment later: then one is started here.
    Result<Manifest> run() {
        auto taken = open_and_take();
        const bool gone = !taken && taken.error().kind == Error::Kind::unavailable;
        if (!gone || !config_.redis.url.empty()) return taken;
        progress_(taken.error().text + "; once more");
        return open_and_take();
    }

  private:
    Result<Manifest> open_and_take() {
        auto opened = Installation::open_or_join(loop_, config_, ops::Log("backup"));
        if (!opened) return std::unexpected(opened.error());
        installation_ = std::move(*opened);
        auto taken = take();
        installation_->close();
        installation_.reset();
        return taken;
    }

    Result<Manifest> take() {
        auto streams = installation_->open_streams(loop_);
        if (!streams) return std::unexpected(streams.error());
        streams_ = std::move(*streams);
        Result<void> copied;
        for (int tries = 1; tries <= kTries; ++tries) {
            copied = take_once();
            copies_.clear();
            if (copied || copied.error().kind != Error::Kind::conflict) break;
            progress_(copied.error().text + "; once more");
        }
        streams_.reset();
        if (!copied) return std::unexpected(copied.error());
        if (auto done = copy_files(); !done) return std::unexpected(done.error());
        manifest_.hub_version = ops::build_text();
        manifest_.taken = loop_.now();
        manifest_.store = config_.store.url.empty() ? "sqlite" : "postgres";
        if (auto written = write_manifest(folder_, manifest_); !written) {
            return std::unexpected(written.error());
        }
        return manifest_;
    }

    Result<void> take_once() {
        if (auto made = make_private_folder(folder_); !made) return made;
        auto workspaces = installation_->store().accounts().workspace_list();
        if (!workspaces) return std::unexpected(workspaces.error());
        auto archived = installation_->store().transfer().workspaces();
        if (!archived) return std::unexpected(archived.error());
        workspaces->insert(workspaces->end(), archived->begin(), archived->end());
        std::ranges::sort(*workspaces);
        const auto [again, end] = std::ranges::unique(*workspaces);
        workspaces->erase(again, end);
        for (auto id : *workspaces) {
            auto position = installation_->store().archive().position(id);
            if (!position) return std::unexpected(position.error());
            copies_.push_back(std::make_unique<LogCopy>(loop_, *streams_, id, position->version,
                                                        folder_ / (id.text() + ".records")));
            if (auto begun = copies_.back()->begin(); !begun) return begun;
        }
        if (auto copied = copy_store_meanwhile(); !copied) return copied;
        auto copy = store::open_sqlite(folder_);
        if (!copy) return std::unexpected(copy.error());
        manifest_.workspaces.clear();
        for (std::size_t i = 0; i < copies_.size(); ++i) {
            auto position = (*copy)->archive().position((*workspaces)[i]);
            if (!position) return std::unexpected(position.error());
            auto summary = copies_[i]->finish(*position);
            if (!summary) return std::unexpected(summary.error());
            manifest_.workspaces.push_back(std::move(*summary));
        }
        return {};
    }

    /// On a thread of its own; this one follows the logs.
    Result<void> copy_store_meanwhile() {
        Result<void> outcome;
        std::atomic<bool> ended = false;
        std::thread copying([&] {
            outcome = copy_store_now();
            ended = true;
            loop_.post([] {});
        });
        turn_until(loop_, kStoreCopyLimit, [&] { return ended.load(); });
        copying.join();
        return outcome;
    }

    Result<void> copy_store_now() {
        if (config_.store.url.empty()) return store::back_up_sqlite(config_.data.folder, folder_);
        auto from = installation_->open_store();
        if (!from) return std::unexpected(from.error());
        auto to = store::open_sqlite(folder_);
        if (!to) return std::unexpected(to.error());
        auto copied = store::copy_store(**from, **to, progress_, store::CopySource::in_use);
        if (!copied) return std::unexpected(copied.error());
        return {};
    }

    Result<void> copy_files() {
        // What a database leaves beside it while it is open.
        std::error_code error;
        for (const char* name :
             {"archive.db-wal", "archive.db-shm", "accounts.db-wal", "accounts.db-shm"}) {
            if (fs::exists(folder_ / name) && fs::file_size(folder_ / name, error) > 0) {
                return fail(Error::Kind::corrupt,
                            fmt::format("{} is in use", (folder_ / name).string()));
            }
            fs::remove(folder_ / name, error);
        }
        std::vector<std::pair<fs::path, fs::path>> files;
        if (plan_.config_file) files.emplace_back(*plan_.config_file, folder_ / "usher.toml");
        for (const auto& entry : fs::directory_iterator(config_.data.folder, error)) {
            const auto name = entry.path().filename().string();
            if (name.starts_with("node_id") && !name.ends_with(".lock")) {
                files.emplace_back(entry.path(), folder_ / name);
            }
        }
        for (const auto& [from, to] : files) {
            fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
            if (error) {
                return fail(Error::Kind::refused,
                            fmt::format("cannot copy {}: {}", from.string(), error.message()));
            }
        }
        return {};
    }

    ops::Config config_;
    const BackupPlan& plan_;
    fs::path folder_;
    const std::function<void(std::string)>& progress_;
    net::Loop loop_;
    std::unique_ptr<Installation> installation_;
    std::unique_ptr<log::Streams> streams_;
    std::vector<std::unique_ptr<LogCopy>> copies_;
    Manifest manifest_;
};

}  // namespace

Result<Manifest> take_backup(const BackupPlan& plan,
                             const std::function<void(std::string)>& progress) {
    if (fs::exists(plan.destination)) {
        return fail(Error::Kind::conflict, fmt::format("{} exists already; name another place",
                                                       plan.destination.string()));
    }
    const fs::path draft = fmt::format("{}.partial-{}", plan.destination.string(), ::getpid());
    auto taken = Taking(plan, draft, progress).run();
    std::error_code error;
    if (taken) fs::rename(draft, plan.destination, error);
    if (!taken || error) fs::remove_all(draft, error);
    if (!taken) return taken;
    if (!fs::exists(plan.destination)) {
        return fail(Error::Kind::refused, fmt::format("cannot make {}", plan.destination.string()));
    }
    if (auto synced =
            sync_to_disk(plan.destination.parent_path().empty() ? fs::path(".")
                                                                : plan.destination.parent_path());
        !synced) {
        return std::unexpected(synced.error());
    }
    return taken;
}

}  // namespace usher::app
