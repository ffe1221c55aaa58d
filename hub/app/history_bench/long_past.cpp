#include "hub/app/history_bench/long_past.hpp"

#include <fmt/format.h>

#include <fstream>

#include "hub/app/demo/demo_story.hpp"
#include "hub/core/apply.hpp"
#include "hub/store/open.hpp"
#include "hub/wire/snapshot.hpp"

namespace usher::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kConversationsAtOnce = 200;
constexpr std::uint64_t kBetweenWords = 100'000;
constexpr auto kDays = std::chrono::days(365);
constexpr const char* kMark = "long_past";

constexpr std::string_view kWords[] = {"lamp",   "order",  "parcel", "broken", "light",  "switch",
                                       "bulb",   "refund", "today",  "street", "number", "please",
                                       "thanks", "warm",   "socket", "invoice"};

std::string sentence(std::uint64_t seed) {
    std::string text = fmt::format("about order {}:", seed);
    for (int i = 0; i < 14; ++i) {
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
        text += ' ';
        text += kWords[seed >> 60];
    }
    return text;
}

class Past {
  public:
    Past(store::Store& store, const DemoStory& story, std::uint64_t conversations, Timestamp now)
        : store_(store), demo_(story.workspace), count_(conversations), now_(now) {
        state_.id = demo_.workspace;
    }

    Result<void> write(const std::vector<core::LogEntry>& story,
                       const std::function<void(std::string)>& progress) {
        for (const auto& entry : story) core::apply(state_, entry);
        if (auto done = store_.archive().write(demo_.workspace, story); !done) return done;
        epoch_ = story.back().epoch;
        while (next_ < count_) {
            auto entry = next_entry();
            core::apply(state_, entry);
            if (auto done = store_.archive().write(demo_.workspace, {&entry, 1}); !done) {
                return done;
            }
            if (next_ % kBetweenWords == 0) {
                progress(fmt::format("{} of {} conversations", next_, count_));
            }
        }
        return store_.archive().keep_snapshot(
            demo_.workspace,
            {epoch_, state_.version, wire::encode_snapshot(state_, epoch_, "", now_)});
    }

  private:
    core::LogEntry next_entry() {
        core::LogEntry entry;
        entry.previous = state_.version;
        entry.version = state_.version + 1;
        entry.epoch = epoch_;
        entry.decided = now_;
        const auto until = std::min(next_ + kConversationsAtOnce, count_);
        for (; next_ < until; ++next_) add_conversation(entry.events);
        return entry;
    }

    void add_conversation(std::vector<core::Event>& to) {
        const auto at =
            now_ - kDays +
            kDays * static_cast<std::int64_t>(next_) / static_cast<std::int64_t>(count_) / 2;
        Entropy entropy{};
        for (std::size_t i = 0; i < 8; ++i) {
            entropy[i] = static_cast<std::uint8_t>(next_ >> (8 * i));
        }
        const auto contact = ContactId::make(at, entropy, 1);
        const auto conversation = ConversationId::make(at, entropy, 2);
        const auto customer = core::Actor::contact(contact);
        const auto& agent = demo_.agents.front();
        std::uint64_t seq = 0;
        const auto add = [&](core::EventBody body, const core::Actor& actor, bool inside) {
            to.push_back({.conversation = inside ? conversation : ConversationId(),
                          .seq = inside ? ++seq : 0,
                          .occurred = at,
                          .recorded = at,
                          .actor = actor,
                          .key = {},
                          .body = std::move(body)});
        };
        add(core::ContactCreated{contact, {}}, customer, false);
        add(core::ConversationOpened{.contact = contact,
                                     .inbox = demo_.inbox,
                                     .queue = demo_.support,
                                     .language = "en",
                                     .page = {}},
            customer, true);
        add(core::MessageAdded{.id = MessageId::make(at, entropy, 3),
                               .direction = core::Direction::inbound,
                               .text = sentence(2 * next_),
                               .language = {},
                               .received = at},
            customer, true);
        const auto answerer = core::Actor::agent(agent.id, agent.display_name);
        add(core::MessageAdded{.id = MessageId::make(at, entropy, 4),
                               .direction = core::Direction::outbound,
                               .text = sentence(2 * next_ + 1),
                               .language = {},
                               .received = at},
            answerer, true);
        add(core::ConversationResolved{}, answerer, true);
        add(core::ContactForgotten{contact}, core::Actor::system(), false);
    }

    store::Store& store_;
    const DemoWorkspace& demo_;
    std::uint64_t count_;
    Timestamp now_;
    core::Workspace state_;
    std::string epoch_;
    std::uint64_t next_ = 0;
};

}  // namespace

Result<void> make_long_past(const fs::path& folder, std::uint64_t conversations,
                            const std::function<void(std::string)>& progress) {
    const auto mark = folder / kMark;
    std::uint64_t known = 0;
    if (std::ifstream file(mark); file && file >> known && known == conversations) return {};
    std::error_code error;
    if (fs::exists(folder) && !fs::is_empty(folder, error)) {
        return fail(Error::Kind::conflict,
                    fmt::format("{} holds something else; remove it", folder.string()));
    }
    auto store = store::open_sqlite(folder);
    if (!store) return std::unexpected(store.error());
    const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    const auto story = play_demo(now);
    if (auto done = Past(**store, story, conversations, now).write(story.log, progress); !done) {
        return done;
    }
    for (const auto& agent : story.workspace.agents) {
        auto added = (*store)->accounts().add({story.workspace.workspace, agent.id, agent.email,
                                               agent.display_name, agent.role, agent.capacity,
                                               agent.queues, agent.password});
        if (!added) return added;
    }
    std::ofstream file(mark);
    file << conversations << '\n';
    file.close();
    if (file) return {};
    return fail(Error::Kind::refused, fmt::format("cannot write {}", mark.string()));
}

}  // namespace usher::app
