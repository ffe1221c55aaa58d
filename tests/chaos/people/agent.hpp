// An agent of a chaos run: logs in, watches the conversations he is given, answers in them, and
// resumes both the list and each conversation after a lost line.
#pragma once

#include <memory>

#include "tests/chaos/people/conversation_copy.hpp"
#include "tests/chaos/people/person.hpp"
#include "usher/v1/agent.pb.h"

namespace usher::chaos {

struct AgentAccount {
    std::string email;
    std::string password;
};

class Agent final : public Person {
  public:
    Agent(Surroundings& around, AgentAccount account);

    bool say(const std::string& conversation, std::string text) {
        return Person::say(conversation, std::move(text));
    }
    /// From now on, and after each return; at most 64.
    void watch(const std::string& conversation);
    std::uint64_t held(const std::string& conversation) const;
    std::size_t watches() const { return copies_.size(); }
    const std::string& workspace() const { return workspace_; }
    const std::string& cookie() const { return cookie_; }
    /// The last seq of each conversation, by the list of conversations.
    const std::map<std::string, std::uint64_t>& last_seqs() const { return last_seqs_; }
    /// The agents he was told are online, himself included.
    std::size_t online() const { return online_.size(); }
    /// The queue that new conversations of the first inbox go to.
    const std::string& first_queue() const { return first_queue_; }
    bool synced() const { return synced_; }
    /// Every event of what he watches, as it comes.
    std::function<void(const std::string& conversation, const v1::Event&)> on_event;

    void on_open() override;
    void on_message(std::string_view payload) override;

  private:
    void arrive() override;
    void send(const Message& message) override;
    void ping() override;
    void each_tick(std::int64_t now_ns) override;
    void line_is_gone() override;
    void send_frame(const v1::AgentFrame& frame);
    void take_ticket(const Result<bench::HttpAnswer>& answer);
    void greet(const v1::AgentWelcome& welcome);
    void take(const v1::Events& run);
    void ask_before(const std::string& conversation, std::uint64_t seq);
    void send_watch(const std::string& conversation);
    void refused_frame(const v1::Rejected& rejected);
    void hear(const v1::AgentServerFrame& frame);

    AgentAccount account_;
    std::string cookie_;
    std::string ticket_;
    std::string workspace_;
    std::string epoch_;
    std::string first_queue_;
    std::uint64_t position_ = 0;
    bool synced_ = false;
    std::int64_t watch_again_ns_ = 0;
    std::map<std::string, ConversationCopy> copies_;
    std::map<std::string, std::uint64_t> last_seqs_;
    std::map<std::string, bool> online_;
    std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace usher::chaos
