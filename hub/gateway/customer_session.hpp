// One customer's socket: the hello, his frames, what he is told. He sees the conversations of his
// own contact in one inbox and nothing else.
#pragma once

#include "hub/gateway/customer_hello.hpp"
#include "hub/gateway/socket_session.hpp"

namespace usher::gateway {

class CustomerSession final : public SocketSession,
                              public CustomerFollower,
                              public std::enable_shared_from_this<CustomerSession> {
  public:
    CustomerSession(GatewayContext& context, Workspaces workspaces,
                    std::shared_ptr<net::WebSocket> socket, wire::Encoding encoding,
                    std::string origin);
    ~CustomerSession() override;

    WorkspaceId workspace() const override;
    SessionId login() const override { return {}; }

    void on_run(LiveRun& run) override;
    void on_standing(const core::CustomerView& view) override;
    void on_typing(const wire::Typing& typing) override;
    void on_settled(const std::string& command_id, const Settled& settled) override;

  private:
    void on_frames(std::string_view bytes) override;
    void on_gone() override;

    void handle(wire::CustomerFrame& frame);
    void greet(const wire::CustomerHello& hello);
    void arrive(const wire::CustomerHello& hello, const core::Conversation* conversation,
                std::string token);
    void arrive_when_recalled(const wire::CustomerHello& hello, std::string token);
    void welcome(const wire::CustomerHello& hello, const core::Conversation* conversation,
                 std::string token);
    void follow(ConversationId conversation, std::uint64_t archived_seq = 0);

    // customer_commands.cpp
    void on(wire::CustomerSend& send);
    void on(wire::CustomerUpdate& update);
    void on(const wire::CustomerReceipt& receipt);
    void on(const wire::CustomerTyping& typing);
    void on(const wire::CustomerHistory& history);
    void submit(std::string command_id, core::CommandBody body);
    void tell_again(ConversationId conversation, std::uint64_t seq, const std::string& command_id);
    const core::Conversation* own(ConversationId conversation) const;
    core::Actor actor() const { return core::Actor::contact(contact_); }
    std::weak_ptr<CommandCaller> self() { return weak_from_this(); }

    Workspaces workspaces_;
    std::string origin_;
    LiveWorkspace* workspace_ = nullptr;  ///< null before the hello
    InboxId inbox_;
    ContactId contact_;
    core::Profile profile_;
    bool welcomed_ = false;            ///< may take a question to the history
    std::shared_ptr<EventFeed> feed_;  ///< null before the first message
    std::optional<core::Conversation> closed_;  ///< his, as it was when it had left memory
    core::CustomerView told_;          ///< the standing he knows
    std::uint64_t receipt_delivered_ = 0;
    std::uint64_t receipt_read_ = 0;
};

}  // namespace usher::gateway
