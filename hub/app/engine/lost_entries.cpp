#include "hub/app/engine/lost_entries.hpp"

#include "hub/wire/codec.hpp"

namespace usher::app {
namespace {

constexpr auto kRetry = std::chrono::milliseconds(200);

Result<void> write_all(store::Archive& archive, WorkspaceId workspace,
                       const std::vector<std::string>& entries) {
    std::vector<core::LogEntry> decoded;
    for (const auto& bytes : entries) {
        auto entry = wire::decode_log_entry(bytes);
        if (!entry) return std::unexpected(entry.error());
        decoded.push_back(std::move(*entry));
    }
    return archive.write(workspace, decoded);
}

bool may_pass(const Error& error) {
    return error.kind == Error::Kind::unavailable || error.kind == Error::Kind::exhausted;
}

}  // namespace

LostEntries::LostEntries(net::Loop& loop, StoreThread& store, WorkspaceId workspace,
                         std::vector<std::string> entries, std::function<void(std::string)> failed)
    : loop_(loop),
      store_(store),
      workspace_(workspace),
      entries_(std::make_shared<const std::vector<std::string>>(std::move(entries))),
      failed_(std::move(failed)),
      retry_(loop) {}

LostEntries::~LostEntries() {
    alive_.reset();
}

void LostEntries::write() {
    const bool asked = store_.ask<Result<void>>(
        loop_,
        [workspace = workspace_, entries = entries_](store::Store& store) {
            return write_all(store.archive(), workspace, *entries);
        },
        [this, alive = std::weak_ptr(alive_)](Result<void> written) {
            if (alive.expired() || written) return;
            if (may_pass(written.error())) return retry_.after(kRetry, [this] { write(); });
            failed_(written.error().text);
        });
    if (!asked) retry_.after(kRetry, [this] { write(); });
}

}  // namespace usher::app
