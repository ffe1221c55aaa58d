#include "hub/app/archive_news.hpp"

#include "hub/wire/live_signal.hpp"

namespace usher::app {

ArchiveNews::ArchiveNews(net::Loop& loop, log::Streams& streams,
                         const std::vector<WorkspaceId>& workspaces, Heard heard)
    : streams_(streams), heard_(std::move(heard)), timer_(loop) {
    for (auto workspace : workspaces) {
        subscriptions_.push_back(
            streams.subscribe(workspace, [this, workspace](std::string_view bytes) {
                const auto signal = wire::decode_live_signal(bytes);
                if (!signal) return;
                if (const auto* archived = std::get_if<wire::Archived>(&signal->body)) {
                    heard_(workspace, archived->version);
                }
            }));
    }
}

void ArchiveNews::start() {
    repeat();
}

void ArchiveNews::tell(WorkspaceId workspace, std::uint64_t version) {
    told_[workspace] = version;
    heard_(workspace, version);
    publish(workspace, version);
}

void ArchiveNews::repeat() {
    for (const auto& [workspace, version] : told_) publish(workspace, version);
    timer_.after(kRepeat, [this] { repeat(); });
}

void ArchiveNews::publish(WorkspaceId workspace, std::uint64_t version) {
    streams_.publish(workspace, wire::encode_live_signal({{}, {}, wire::Archived{version}}));
}

}  // namespace usher::app
