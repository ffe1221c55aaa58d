// Writes the log that the tests archive: entries that follow each other, conversations numbered
// without gap. And a folder that is gone afterwards.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>

#include "hub/store/open.hpp"

namespace usher::test {

class TempFolder {
  public:
    TempFolder() {
        // In memory where there is such a place: opening a database syncs the disk many times.
        const std::filesystem::path memory = "/dev/shm";
        const bool usable = ::access(memory.c_str(), W_OK) == 0;
        const auto parent = usable ? memory : std::filesystem::temp_directory_path();
        std::string name = (parent / "usher_store_XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

template <class IdType>
IdType nth(std::uint64_t n) {
    return IdType(Bits128{1, n});
}

class Scribe {
  public:
    explicit Scribe(std::uint64_t workspace = 1) : workspace(nth<WorkspaceId>(workspace)) {}

    WorkspaceId workspace;
    std::string epoch = "1";

    /// An entry of the events collected since the last one.
    core::LogEntry entry() {
        core::LogEntry entry{.version = version_ + 3,
                             .previous = version_,
                             .epoch = epoch,
                             .cursor = {},
                             .decided = now_,
                             .events = std::move(events_),
                             .outcomes = {}};
        version_ = entry.version;
        events_.clear();
        return entry;
    }
    std::uint64_t version() const { return version_; }
    store::Position position() const { return {epoch, version_}; }

    /// So many numbers of a conversation and of the log are lost.
    void lose(std::uint64_t conversation, std::uint64_t events) { seqs_[conversation] += events; }
    void lose_entry() {
        entry();
        events_.clear();
    }
    /// The command that the events from here on are caused by.
    void caused_by(std::string key) { key_ = std::move(key); }

    void add(core::EventBody body, std::uint64_t conversation = 0,
             core::Actor actor = core::Actor::system()) {
        now_ += std::chrono::milliseconds(10);
        const auto seq = conversation == 0 ? 0 : ++seqs_[conversation];
        events_.push_back({.conversation = conversation == 0 ? ConversationId()
                                                             : nth<ConversationId>(conversation),
                           .seq = seq,
                           .occurred = now_,
                           .recorded = now_,
                           .actor = std::move(actor),
                           .key = key_,
                           .body = std::move(body)});
    }
    /// The contact has the number of the conversation.
    void open(std::uint64_t conversation) { open(conversation, conversation); }
    void open(std::uint64_t conversation, std::uint64_t contact) {
        add(core::ConversationOpened{.contact = nth<ContactId>(contact),
                                     .inbox = nth<InboxId>(1),
                                     .queue = nth<QueueId>(1),
                                     .language = "en",
                                     .page = {}},
            conversation, core::Actor::contact(nth<ContactId>(contact)));
    }
    void says(std::uint64_t conversation, std::string text,
              core::Direction direction = core::Direction::inbound) {
        const auto actor = direction == core::Direction::inbound
                               ? core::Actor::contact(nth<ContactId>(conversation))
                               : core::Actor::agent(nth<AgentId>(1), "Anna");
        add(core::MessageAdded{.id = nth<MessageId>(++messages_),
                               .direction = direction,
                               .text = std::move(text),
                               .language = {},
                               .received = {}},
            conversation, actor);
    }
    void opened_with(std::uint64_t conversation, std::size_t messages) {
        open(conversation);
        for (std::size_t i = 0; i < messages; ++i)
            says(conversation, "message " + std::to_string(i));
    }

    /// Writes what was collected.
    void store(store::Store& store) {
        const std::vector entries{entry()};
        const auto written = store.archive().write(workspace, entries);
        ASSERT_TRUE(written) << written.error().text;
    }
    /// So many events of another conversation that the index takes in all that was stored before.
    void force_index(store::Store& store) {
        opened_with(filler_++, 4100);
        this->store(store);
    }

  private:
    std::uint64_t version_ = 0;
    std::uint64_t messages_ = 0;
    std::uint64_t filler_ = 1'000'000;
    Timestamp now_ = from_ms(1'800'000'000'000);
    std::map<std::uint64_t, std::uint64_t> seqs_;
    std::string key_;
    std::vector<core::Event> events_;
};

inline std::unique_ptr<store::Store> open_store(const std::filesystem::path& folder) {
    auto store = store::open_sqlite(folder);
    EXPECT_TRUE(store) << store.error().text;
    return store ? std::move(*store) : nullptr;
}

}  // namespace usher::test
