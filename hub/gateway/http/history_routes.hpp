// What an agent looks up: older pages of a conversation, a contact, search. Reads through the
// gateway's HistoryReader and writes the JSON on its thread; only what belongs to the asker's
// workspace is found.
#pragma once

#include <memory>

#include "hub/gateway/history_reader.hpp"
#include "hub/gateway/http/call.hpp"
#include "hub/ops/log.hpp"

namespace usher::gateway {

class HistoryRoutes {
  public:
    static constexpr std::size_t kEventsMax = 100;
    static constexpr std::size_t kEventsDefault = 50;
    static constexpr std::size_t kHitsMax = 100;
    static constexpr std::size_t kHitsDefault = 20;
    static constexpr std::size_t kChangesDefault = 50;
    static constexpr std::size_t kQueryBytesMax = 256;
    static constexpr std::size_t kContactConversations = 100;

    /// Both outlive this.
    HistoryRoutes(net::Loop& loop, HistoryReader& reader, ops::Log log)
        : loop_(loop), reader_(reader), log_(std::move(log)) {}

    void events(Call call);
    void contact(Call call);
    void search(Call call);
    /// Of administration; `at_least` is the log version that must be in the archive.
    void changes(Call call, std::uint64_t at_least);

  private:
    /// Gives JSON; runs on the history thread.
    using Question = std::move_only_function<Result<std::string>(store::History&)>;
    void ask(Call call, std::uint64_t at_least, Question question);

    net::Loop& loop_;
    HistoryReader& reader_;
    ops::Log log_;
};

}  // namespace usher::gateway
