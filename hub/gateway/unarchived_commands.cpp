#include "hub/gateway/unarchived_commands.hpp"

#include "hub/base/failpoint.hpp"

#include <charconv>

namespace usher::gateway {

UnarchivedCommands::UnarchivedCommands(net::Loop& loop, log::Streams& streams,
                                       WorkspaceId workspace, GatewayProbe& probe)
    : loop_(loop), streams_(streams), workspace_(workspace), probe_(probe), retry_(loop) {}

UnarchivedCommands::~UnarchivedCommands() {
    alive_.reset();
}

UnarchivedCommands::StreamId UnarchivedCommands::parse(const std::string& id) {
    StreamId parsed;
    const auto* end = id.data() + id.size();
    const auto dash = std::from_chars(id.data(), end, parsed.first).ptr;
    if (dash != end) std::from_chars(dash + 1, end, parsed.second);
    return parsed;
}

void UnarchivedCommands::appended(const std::string& id, Bytes bytes) {
    bytes_ += bytes->size();
    kept_.push_back({parse(id), 0, std::move(bytes), {}});
    while (bytes_ > kBytesMax && kept_.size() > 1) {
        bytes_ -= kept_.front().bytes->size();
        kept_.pop_front();
        undecided_ -= std::min<std::size_t>(undecided_, 1);
        unarchived_ -= std::min<std::size_t>(unarchived_, 1);
    }
}

void UnarchivedCommands::decided(const std::string& cursor, std::uint64_t version) {
    if (undecided_ == kept_.size()) return;
    const auto through = parse(cursor);
    while (undecided_ < kept_.size() && kept_[undecided_].id <= through) {
        kept_[undecided_++].version = version;
    }
}

void UnarchivedCommands::archived(std::uint64_t version) {
    const auto now = loop_.now();
    while (unarchived_ < undecided_ && kept_[unarchived_].version <= version) {
        kept_[unarchived_++].archived = now;
    }
    while (unarchived_ > 0 && now - kept_.front().archived >= kKeepAfter) {
        bytes_ -= kept_.front().bytes->size();
        kept_.pop_front();
        --undecided_;
        --unarchived_;
    }
}

void UnarchivedCommands::feed_again() {
    for (auto& kept : kept_) again_.push_back(std::move(kept.bytes));
    kept_.clear();
    undecided_ = unarchived_ = 0;
    feed_next();
}

void UnarchivedCommands::feed_next() {
    if (feeding_ || again_.empty()) return;
    if (fails_at("gateway.feed_again.before")) {
        return retry_.after(kRetryInterval, [this] { feed_next(); });
    }
    feeding_ = true;
    streams_.append_command(
        workspace_, *again_.front(), [this, alive = std::weak_ptr(alive_)](Result<std::string> id) {
            if (alive.expired()) return;
            feeding_ = false;
            if (fails_at("gateway.feed_again.after")) {
                id = std::unexpected(failed_on_purpose("gateway.feed_again.after"));
            }
            if (!id) {
                if (id.error().kind == Error::Kind::cancelled) return;
                return retry_.after(kRetryInterval, [this] { feed_next(); });
            }
            probe_.batch_fed_again();
            bytes_ -= again_.front()->size();
            appended(*id, std::move(again_.front()));
            again_.pop_front();
            feed_next();
        });
}

}  // namespace usher::gateway
