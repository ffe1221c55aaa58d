#include "hub/app/demo/demo_story.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "hub/app/demo/demo_conversations.hpp"

namespace usher::app {
namespace {

using namespace std::chrono_literals;

constexpr auto kHistory = 27h;  // how long before now the story begins
const GatewayId kStage{Bits128{0, 1}};

struct Action {
    Timestamp at;
    std::size_t nth;  // of one instant the first added goes first
    std::function<void()> perform;
};

class Stage {
  public:
    Stage(engine::Rehearsal& play, const DemoWorkspace& demo) : play_(play), demo_(demo) {}

    void add(const DemoConversation& script, Timestamp now) {
        const auto begin = now - script.ago;
        const auto contact = play_.make_id<ContactId>();
        for (const auto& line : script.lines) {
            actions_.push_back({begin + line.after, actions_.size(),
                                [this, &script, line, contact] { speak(script, line, contact); }});
        }
    }

    void add_filler(std::size_t count, Timestamp now) {
        static constexpr std::array<std::string_view, 8> kQuestions = {
            "When will my order arrive?",
            "Is the Alba lamp in stock in green?",
            "My lamp arrived with a scratch.",
            "Can I change the delivery address?",
            "Which bulb do I need?",
            "Do you ship to Norway?",
            "I would like to return an order.",
            "Does the Faro lamp dim?"};
        for (std::size_t i = 0; i < count; ++i) {
            const auto ago = 4min + std::chrono::seconds((i * 7919) % (20 * 3600));
            const auto contact = play_.make_id<ContactId>();
            actions_.push_back({now - ago, actions_.size(), [this, i, contact] {
                                    write(contact, kQuestions[i % kQuestions.size()], "en", {});
                                }});
        }
    }

    void perform(Timestamp now) {
        std::ranges::sort(actions_, {}, [](const Action& a) { return std::pair(a.at, a.nth); });
        connect(true);
        for (const auto& action : actions_) {
            play_.until(action.at);
            action.perform();
        }
        connect(false);
        play_.until(now);
    }

  private:
    /// Consoles are open while the story plays, but nobody takes new conversations by routing: the
    /// script says who answers what.
    void connect(bool connected) {
        for (const auto& agent : demo_.agents) {
            if (connected) as(agent.id, core::SetPresence{core::Presence::away});
            play_.submit(core::Actor::system(), core::ReportAgentConnection{agent.id, connected},
                         kStage);
            if (!connected) as(agent.id, core::SetPresence{core::Presence::online});
        }
    }

    void as(AgentId agent, core::CommandBody body) {
        play_.submit(core::Actor::agent(agent), std::move(body), kStage);
    }

    void write(ContactId contact, std::string_view text, std::string_view language,
               std::string_view page) {
        core::SendMessage send;
        send.inbox = demo_.inbox;
        send.text = text;
        send.language = language;
        send.page.url = page;
        send.profile.locale = language;
        play_.submit(core::Actor::contact(contact), send, kStage);
    }

    void speak(const DemoConversation& script, const DemoLine& line, ContactId contact) {
        const auto agent = demo_.agents[script.agent].id;
        if (line.kind == Line::customer) {
            const bool first = play_.workspace().find(contact) == nullptr;
            write(contact, line.text, script.language, script.page);
            if (first && !script.customer.empty()) introduce(script, contact);
            return;
        }
        const auto conversation = play_.workspace().find(contact)->conversations.back();
        const auto seq = play_.workspace().find(conversation)->seq;
        switch (line.kind) {
            case Line::customer:
                break;
            case Line::agent:
            case Line::note: {
                as(agent, core::RecordReceipt{conversation, 0, seq});
                core::SendMessage send;
                send.conversation = conversation;
                send.text = line.text;
                send.note = line.kind == Line::note;
                as(agent, send);
                break;
            }
            case Line::read:
                play_.submit(core::Actor::contact(contact),
                             core::RecordReceipt{conversation, seq, seq}, kStage);
                break;
            case Line::resolve:
                as(agent, core::ResolveConversation{conversation});
                break;
            case Line::to_sales:
                as(agent, core::TransferConversation{
                              conversation, demo_.sales, {}, std::string(line.text)});
                break;
        }
    }

    void introduce(const DemoConversation& script, ContactId contact) {
        core::Profile profile;
        profile.display_name = script.customer;
        profile.email = script.email;
        play_.submit(core::Actor::contact(contact), core::UpdateContact{contact, profile}, kStage);
    }

    engine::Rehearsal& play_;
    const DemoWorkspace& demo_;
    std::vector<Action> actions_;
};

}  // namespace

DemoStory play_demo(Timestamp now, std::size_t filler) {
    engine::Rehearsal play(now - kHistory, 0x5eed);
    DemoStory story;
    story.workspace = define_demo(play);
    Stage stage(play, story.workspace);
    for (const auto& script : demo_conversations()) stage.add(script, now);
    stage.add_filler(filler, now);
    stage.perform(now);
    story.log = play.log();
    return story;
}

}  // namespace usher::app
