// A store that can be away, and that several parts of a node share: they run on one thread here.
// Everything it answers is the real store's.
#pragma once

#include <fmt/format.h>

#include "hub/store/open.hpp"
#include "tests/simulation/planted_bugs.hpp"
#include "tests/simulation/scheduler.hpp"

namespace usher::simulation {

/// The database as a whole, of all nodes.
struct StoreState {
    bool away = false;
};

inline Error store_away() {
    return {Error::Kind::unavailable, "the store is away"};
}

class FlakyArchive final : public store::Archive {
  public:
    FlakyArchive(store::Archive& real, const StoreState& state) : real_(real), state_(state) {}
    Result<store::Position> position(WorkspaceId workspace) override {
        if (state_.away) return std::unexpected(store_away());
        return real_.position(workspace);
    }
    Result<void> write(WorkspaceId workspace, std::span<const core::LogEntry> entries) override {
        if (state_.away) return std::unexpected(store_away());
        if (planted_bugs().skip_archive && ++writes_ % 50 == 0) return {};
        auto written = real_.write(workspace, entries);
        Scheduler::current().note(fmt::format(
            "archives {} to {} of life {}: {}", entries.front().version, entries.back().version,
            entries.back().epoch, written ? "done" : written.error().text));
        return written;
    }
    Result<void> accept_gap(WorkspaceId workspace, const store::Position& to) override {
        return real_.accept_gap(workspace, to);
    }
    Result<void> keep_snapshot(WorkspaceId workspace, const store::Snapshot& snapshot) override {
        return real_.keep_snapshot(workspace, snapshot);
    }
    Result<std::optional<store::Snapshot>> snapshot(WorkspaceId workspace) override {
        if (state_.away) return std::unexpected(store_away());
        return real_.snapshot(workspace);
    }
    Result<void> replay(WorkspaceId workspace,
                        const std::function<void(const core::Event&)>& take) override {
        if (state_.away) return std::unexpected(store_away());
        return real_.replay(workspace, take);
    }

  private:
    store::Archive& real_;
    const StoreState& state_;
    std::uint64_t writes_ = 0;
};

class FlakyHistory final : public store::History {
  public:
    FlakyHistory(store::History& real, const StoreState& state) : real_(real), state_(state) {}
    Result<store::EventPage> page(WorkspaceId workspace, ConversationId conversation,
                                  std::uint64_t before_seq, std::size_t limit) override {
        if (state_.away) return std::unexpected(store_away());
        return real_.page(workspace, conversation, before_seq, limit);
    }
    Result<store::EventPage> after(WorkspaceId workspace, ConversationId conversation,
                                   std::uint64_t after_seq, std::size_t limit) override {
        if (state_.away) return std::unexpected(store_away());
        return real_.after(workspace, conversation, after_seq, limit);
    }
    Result<std::vector<store::SearchHit>> search(WorkspaceId workspace, std::string_view query,
                                                 std::size_t limit) override {
        return real_.search(workspace, query, limit);
    }
    Result<store::ContactRecord> contact(WorkspaceId workspace, ContactId contact) override {
        if (state_.away) return std::unexpected(store_away());
        return real_.contact(workspace, contact);
    }
    Result<store::ConversationRecord> conversation(WorkspaceId workspace,
                                                   ConversationId conversation) override {
        if (state_.away) return std::unexpected(store_away());
        return real_.conversation(workspace, conversation);
    }
    Result<std::vector<store::ConversationRecord>> conversations_of(WorkspaceId workspace,
                                                                    ContactId contact,
                                                                    std::size_t limit) override {
        if (state_.away) return std::unexpected(store_away());
        return real_.conversations_of(workspace, contact, limit);
    }
    Result<std::vector<ConversationId>> conversations_after(WorkspaceId workspace,
                                                            ConversationId after,
                                                            std::size_t limit) override {
        if (state_.away) return std::unexpected(store_away());
        return real_.conversations_after(workspace, after, limit);
    }
    Result<std::optional<core::Event>> decided(WorkspaceId workspace, const core::Actor& caller,
                                               std::string_view command_id) override {
        if (state_.away) return std::unexpected(store_away());
        return real_.decided(workspace, caller, command_id);
    }
    Result<std::vector<store::RecordedChange>> changes(WorkspaceId workspace, std::uint64_t before,
                                                       std::size_t limit) override {
        if (state_.away) return std::unexpected(store_away());
        return real_.changes(workspace, before, limit);
    }

  private:
    store::History& real_;
    const StoreState& state_;
};

class FlakyStore final : public store::Store {
  public:
    FlakyStore(std::shared_ptr<store::Store> real, const StoreState& state)
        : real_(std::move(real)),
          archive_(real_->archive(), state),
          history_(real_->history(), state) {}
    store::Archive& archive() override { return archive_; }
    store::History& history() override { return history_; }
    store::Accounts& accounts() override { return real_->accounts(); }
    store::Secrets& secrets() override { return real_->secrets(); }
    store::Transfer& transfer() override { return real_->transfer(); }

  private:
    std::shared_ptr<store::Store> real_;
    FlakyArchive archive_;
    FlakyHistory history_;
};

}  // namespace usher::simulation
