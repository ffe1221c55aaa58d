// A customer of a chaos run: the widget's half of /ws/customer, with the token kept and the
// conversation resumed by (epoch, seq).
#pragma once

#include "tests/chaos/people/conversation_copy.hpp"
#include "tests/chaos/people/person.hpp"
#include "usher/v1/customer.pb.h"

namespace usher::chaos {

class Customer final : public Person {
  public:
    Customer(Surroundings& around, std::string site_key, std::string workspace);
    /// The same person in another tab: the token of his first one, who has been live.
    Customer(const Customer& first_tab, std::string suffix);

    /// Into his one conversation; the first opens it.
    bool say(std::string text) { return Person::say(conversation_, std::move(text)); }
    const std::string& conversation() const { return conversation_; }
    const std::string& epoch() const { return epoch_; }
    std::uint64_t held() const { return conversation_.empty() ? 0 : copy_.held(); }
    std::uint64_t gaps() const { return copy_.gaps(); }
    /// Called once his conversation has an id.
    std::function<void(Customer&)> on_conversation;

    void on_open() override;
    void on_message(std::string_view payload) override;

  private:
    void arrive() override { open_line("/ws/customer"); }
    void send(const Message& message) override;
    void ping() override;
    void each_tick(std::int64_t) override {}
    void line_is_gone() override { copy_.line_lost(); }
    void send_frame(const v1::CustomerFrame& frame);
    void greet(const v1::CustomerWelcome& welcome);
    void take(const v1::Events& run);
    void ask_before(std::uint64_t seq);
    void enter(const std::string& conversation);

    std::string site_key_;
    std::string workspace_;
    std::string token_;
    std::string epoch_;
    std::string conversation_;
    ConversationCopy copy_;
};

}  // namespace usher::chaos
