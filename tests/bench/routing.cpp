// What a routing decision costs, and how that grows with the agents. Fills a workspace with agents
// who are all busy and conversations that wait, then lets one agent become free at a time and
// measures everything that follows inside the core: the release, finding who comes next, the
// assignment, and the search that finds no more.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "hub/core/apply.hpp"
#include "hub/core/decide.hpp"
#include "hub/core/routing/keep_index.hpp"

namespace usher {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int kQueues = 8;
constexpr int kSkills = 12;
constexpr int kReleases = 5'000;

class Centre {
  public:
    Centre(int agents, int waiting) {
        for (int i = 0; i < kQueues; ++i) {
            queues_.push_back(id<QueueId>());
            add({}, core::QueueDefined{queues_.back(), "queue", 15min, 30min});
            core::QueueRouting rules;
            rules.needs = {{skill(i), 1, true}};
            rules.language = core::LanguageRule::required;
            add({}, core::QueueRoutingDefined{queues_.back(), rules});
        }
        inbox_ = id<InboxId>();
        add({}, core::InboxDefined{inbox_, "Web", "web", queues_.front(), "site", {}, ""});
        for (int i = 0; i < agents; ++i) hire(i);
        for (int i = 0; i < agents; ++i) open(i);  // one each: all are busy
        settle();
        for (int i = 0; i < waiting; ++i) open(i);
        settle();
    }

    /// Microseconds from the end of one conversation until the agent has the next.
    double release() {
        auto agent = workspace_.agents.begin();
        std::advance(agent, static_cast<int>(random() % workspace_.agents.size()));
        if (agent->second.holding.empty()) return -1;
        const auto conversation = *agent->second.holding.begin();
        now_ += 1s;
        const auto begun = Clock::now();
        add(conversation, core::ConversationResolved{});
        settle();
        const std::chrono::duration<double, std::micro> took = Clock::now() - begun;
        return took.count();
    }
    /// The same for a message of a conversation that somebody has.
    double message() {
        auto agent = workspace_.agents.begin();
        std::advance(agent, static_cast<int>(random() % workspace_.agents.size()));
        if (agent->second.holding.empty()) return -1;
        const auto& conversation = *workspace_.find(*agent->second.holding.begin());
        core::SendMessage send;
        send.conversation = conversation.id;
        send.inbox = conversation.inbox;
        send.text = "one more thing";
        core::Command command{fmt::format("m{}", ++count_),
                              core::Actor::contact(conversation.contact),
                              {},
                              now_,
                              {},
                              send};
        const auto begun = Clock::now();
        auto decision = core::decide(workspace_, command, now_);
        take(std::get<core::Events>(decision));
        settle();
        const std::chrono::duration<double, std::micro> took = Clock::now() - begun;
        return took.count();
    }

  private:
    static std::string skill(int i) { return "skill " + std::to_string(i % kSkills); }
    static std::string language(int i) { return i % 4 == 0 ? "de" : "en"; }

    template <class IdType>
    IdType id() {
        return IdType(Bits128{1ULL << 60, ++count_});
    }
    std::uint64_t random() {
        seed_ ^= seed_ << 13;
        seed_ ^= seed_ >> 7;
        seed_ ^= seed_ << 17;
        return seed_;
    }
    void add(ConversationId conversation, core::EventBody body) {
        const auto* known = workspace_.find(conversation);
        core::apply(
            workspace_,
            core::Event{conversation,
                        known != nullptr ? known->seq + 1 : std::uint64_t{conversation ? 1U : 0U},
                        now_,
                        now_,
                        core::Actor::system(),
                        {},
                        std::move(body)});
    }
    void hire(int i) {
        const auto agent = id<AgentId>();
        std::vector<QueueId> served{queues_[static_cast<std::size_t>(i % kQueues)],
                                    queues_[static_cast<std::size_t>((i + 3) % kQueues)]};
        add({}, core::AgentRegistered{agent, "agent", "", core::AgentRole::agent, 1, served});
        core::AgentRouting routing;
        for (int s : {i % kQueues, (i + 3) % kQueues}) routing.skills.push_back({skill(s), 3});
        routing.languages = {"en", "de"};
        add({}, core::AgentRoutingDefined{agent, routing});
        add({}, core::AgentPresenceChanged{
                    agent, core::Presence::online, {GatewayId(Bits128{1, 1})}, ""});
    }
    void open(int i) {
        now_ += 1ms;
        const auto conversation = id<ConversationId>();
        add(conversation,
            core::ConversationOpened{.contact = id<ContactId>(),
                                     .inbox = inbox_,
                                     .queue = queues_[static_cast<std::size_t>(i % kQueues)],
                                     .language = language(i),
                                     .page = {},
                                     .channel = "web"});
    }
    void take(core::Events events) {
        while (!events.empty()) {
            for (const auto& event : events) core::apply(workspace_, event);
            events = core::react(workspace_, events, now_);
        }
    }
    void settle() {
        for (auto events = core::advance(workspace_, now_); !events.empty();
             events = core::advance(workspace_, now_)) {
            take(std::move(events));
        }
        core::settled(workspace_);
    }

    core::Workspace workspace_;
    Timestamp now_ = Timestamp(std::chrono::seconds(1'790'000'000));
    std::uint64_t count_ = 0;
    std::uint64_t seed_ = 88172645463325252ULL;
    std::vector<QueueId> queues_;
    InboxId inbox_;
};

struct Figures {
    double half, most, worst;
};

template <class Step>
Figures measure(Step step) {
    std::vector<double> took;
    for (int i = 0; i < kReleases; ++i) {
        if (const auto us = step(); us >= 0) took.push_back(us);
    }
    std::ranges::sort(took);
    return {took[took.size() / 2], took[took.size() * 99 / 100], took.back()};
}

}  // namespace
}  // namespace usher

int main() {
    fmt::print("{:>7} {:>8}   {:>27}   {:>27}\n", "agents", "waiting",
               "one release, us: p50 p99 max", "one message, us: p50 p99 max");
    for (const int agents : {10, 50, 200, 1'000, 2'000}) {
        usher::Centre centre(agents, 50'000);
        const auto release = usher::measure([&] { return centre.release(); });
        const auto message = usher::measure([&] { return centre.message(); });
        fmt::print("{:>7} {:>8}   {:>8.1f} {:>8.1f} {:>8.1f}   {:>8.1f} {:>8.1f} {:>8.1f}\n",
                   agents, 50'000, release.half, release.most, release.worst, message.half,
                   message.most, message.worst);
    }
}
