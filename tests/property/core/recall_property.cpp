// Goal: with an archive that answers late and in any order, and crashes at any instant, every command is done once
// and each sender's commands are done in the order he sent them.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "hub/base/uuid.hpp"
#include "tests/support/archive_later.hpp"
#include "tests/support/state_text.hpp"
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

constexpr int kCustomers = 4;

struct Sent {
    std::string id;
    std::string text;
};

class Weather {
  public:
    Weather() {
        story.online("Anna", 99);
        for (int i = 0; i < kCustomers; ++i) {
            story.customer_writes(name(i), "hello");
            conversations.push_back(story.conversation(name(i)).id);
        }
        story.play.pass(40min);
        story.customer_writes(name(0), "much later");  // what was before is not remembered any more
        now = story.play.now();
        world.emplace(story.play.log());
        before = world->log.size();
    }
    static std::string name(int i) { return "c" + std::to_string(i); }

    void step() {
        switch (*rc::gen::inRange(0, 12)) {
            case 0:
            case 1:
            case 2: write(*rc::gen::inRange(0, kCustomers)); break;
            case 3: close(*rc::gen::inRange(0, kCustomers)); break;
            case 4:
            case 5: world->read(now); break;
            case 6: world->answer(*rc::gen::inRange<std::size_t>(0, 9), now); break;
            case 7:
            case 8: world->archive(now); break;
            case 9: world->restart(); break;
            default: pass(std::chrono::seconds(*rc::gen::inRange(1, 7200))); break;
        }
    }
    void finish() {
        for (int quiet = 0; quiet < 3;) {
            const bool moved = world->read(now) || world->archive(now) || world->answer_first(now);
            quiet = moved ? 0 : quiet + 1;
            pass(1s);
        }
    }

    Story story;
    std::vector<ConversationId> conversations;
    std::optional<ArchiveLater> world;
    std::map<int, std::vector<Sent>> sent;
    std::size_t before = 0;
    Timestamp now;

  private:
    void write(int customer) {
        auto& his = sent[customer];
        core::SendMessage send;
        send.inbox = story.inbox;
        std::string id;
        if (!his.empty() && *rc::gen::inRange(0, 3) == 0) {  // sends an earlier one again
            const auto& earlier = his[*rc::gen::inRange<std::size_t>(0, his.size())];
            id = earlier.id;
            send.text = earlier.text;
        } else {
            const bool odd = *rc::gen::inRange(0, 3) == 0;
            id = odd ? "odd-" + std::to_string(drawn_) : uuid_v7(now, entropy());
            send.text = name(customer) + " says " + std::to_string(his.size());
            his.push_back({id, send.text});
        }
        world->write({{id, core::Actor::contact(story.contact(name(customer))), {}, now, entropy(), send}});
    }
    void close(int customer) {
        world->write({{uuid_v7(now, entropy()), core::Actor::agent(story.agents["Anna"]), {}, now,
                       entropy(),
                       core::ResolveConversation{conversations[static_cast<std::size_t>(customer)]}}});
    }
    void pass(Duration time) {
        now += time;
        while (world->engine().next_wakeup() <= now) world->wake(now);
    }
    Entropy entropy() {
        Entropy bytes{};
        ++drawn_;
        for (std::size_t i = 0; i < 4; ++i) bytes[12 + i] = static_cast<std::uint8_t>(drawn_ >> (8 * i));
        return bytes;
    }
    std::uint32_t drawn_ = 0;
};

RC_GTEST_PROP(Recall, EveryCommandOnceAndInItsSendersOrder, ()) {
    Weather weather;
    const auto steps = *rc::gen::inRange(1, 120);
    for (int i = 0; i < steps; ++i) weather.step();
    weather.finish();
    RC_ASSERT(weather.world->idle());

    std::map<int, std::vector<Sent>> stored;
    std::map<ConversationId, std::uint64_t> last_seq;
    std::uint64_t cursor = 0;
    const auto& log = weather.world->log;
    for (std::size_t i = 0; i < log.size(); ++i) {
        const auto at = i < weather.before ? 0 : std::stoull("0" + log[i].cursor);
        if (i >= weather.before && !log[i].cursor.starts_with("0-")) {
            RC_ASSERT(at >= cursor);
            cursor = at;
        }
        for (const auto& event : log[i].events) {
            if (event.conversation) RC_ASSERT(event.seq == ++last_seq[event.conversation]);
            const auto* message = std::get_if<core::MessageAdded>(&event.body);
            if (message == nullptr || i < weather.before) continue;
            for (int c = 0; c < kCustomers; ++c) {
                const bool his = event.actor.contact_id() == weather.story.contact(Weather::name(c));
                if (!his) continue;
                stored[c].push_back({event.key, message->text});
                RC_ASSERT(event.conversation == weather.conversations[static_cast<std::size_t>(c)]);
            }
        }
    }
    for (const auto& [customer, sent] : weather.sent) {
        RC_ASSERT(stored[customer].size() == sent.size());
        for (std::size_t i = 0; i < sent.size(); ++i) {
            RC_ASSERT(stored[customer][i].id == sent[i].id);
            RC_ASSERT(stored[customer][i].text == sent[i].text);
        }
    }
    core::Workspace read;
    for (const auto& entry : log) core::apply(read, entry);
    RC_ASSERT(state_text(read) == state_text(weather.world->engine().workspace()));
}

}  // namespace
}  // namespace usher::test
