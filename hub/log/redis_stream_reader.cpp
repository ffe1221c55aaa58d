#include "hub/log/redis_stream_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace usher::log {
namespace {

// [[key, [[id, [field, value]], …]]]
std::optional<std::vector<CommandEntry>> take_entries(Reply& reply) {
    if (reply.items.size() != 1 || reply.items[0].items.size() != 2) return std::nullopt;
    auto& found = reply.items[0].items[1].items;
    std::vector<CommandEntry> entries;
    entries.reserve(found.size());
    for (Reply& entry : found) {
        if (entry.items.size() != 2 || entry.items[1].items.size() != 2) return std::nullopt;
        entries.push_back(
            {std::move(entry.items[0].text), std::move(entry.items[1].items[1].text)});
    }
    if (entries.empty()) return std::nullopt;
    return entries;
}

}  // namespace

RedisStreamReader::RedisStreamReader(std::shared_ptr<const RedisContext> context, std::string key,
                                     std::string after_id)
    : context_(std::move(context)),
      key_(std::move(key)),
      position_(after_id.empty() ? "0-0" : std::move(after_id)),
      deadline_timer_(context_->loop) {
    link_ = link_to_stream(context_, key_,
                           {.up =
                                [this] {
                                    if (done_) ask();
                                },
                            .reply = [this](Reply reply) { on_reply(std::move(reply)); },
                            .failed = [this](Error why) { on_failed(std::move(why)); }});
    link_->open();
}

RedisStreamReader::~RedisStreamReader() {
    link_->close();
    if (!done_) return;
    context_->loop.post([done = std::move(done_)]() mutable {
        done(fail(Error::Kind::cancelled, "the reader was closed"));
    });
}

void RedisStreamReader::next(std::size_t entries_max, Callback<std::vector<CommandEntry>> done) {
    assert(!done_ && entries_max > 0);
    done_ = std::move(done);
    entries_max_ = std::min(entries_max, kReadEntriesMax);
    if (link_->is_up()) ask();
}

void RedisStreamReader::ask() {
    const auto block = context_->options.block;
    asked_ = true;
    link_->send({"XREAD", "COUNT", std::to_string(std::min(entries_max_, entries_fitting_)),
                 "BLOCK", std::to_string(block.count()), "STREAMS", key_, position_});
    deadline_timer_.after(block + context_->options.answer_timeout, [this] {
        link_->give_up({Error::Kind::unavailable,
                        fmt::format("Redis at {} let a reader wait too long", context_->server)});
    });
}

void RedisStreamReader::on_reply(Reply reply) {
    if (!std::exchange(asked_, false)) return;
    deadline_timer_.cancel();
    if (reply.type == Reply::Type::nil) return ask();
    if (reply.is_error()) {
        auto error = error_of(reply.text, context_->server);
        if (is_passing(reply.text)) return link_->give_up(std::move(error));
        return finish(std::unexpected(std::move(error)));
    }
    auto entries = take_entries(reply);
    if (!entries) {
        return finish(
            fail(Error::Kind::corrupt, fmt::format("the stream {} of Redis at {} holds an entry "
                                                   "that Usher did not write",
                                                   key_, context_->server)));
    }
    entries_fitting_ = std::min(entries_fitting_ * 2, kReadEntriesMax);
    position_ = entries->back().id;
    finish(std::move(*entries));
}

void RedisStreamReader::on_failed(Error why) {
    deadline_timer_.cancel();
    const bool too_large = std::exchange(asked_, false) && why.kind == Error::Kind::exhausted;
    if (too_large && std::min(entries_fitting_, entries_max_) > 1) {
        entries_fitting_ = std::min(entries_fitting_, entries_max_) / 2;
        return;
    }
    if (done_ && why.kind != Error::Kind::unavailable) finish(std::unexpected(std::move(why)));
}

void RedisStreamReader::finish(Result<std::vector<CommandEntry>> result) {
    auto done = std::exchange(done_, nullptr);
    done(std::move(result));  // may destroy this reader
}

}  // namespace usher::log
