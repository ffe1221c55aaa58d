// What both kinds of session do alike: check the kind of message, wait for a hello in time, count
// frames against their rate, answer refusals, say goodbye. One per socket, on the loop; it is gone
// with its socket.
#pragma once

#include <memory>

#include "hub/gateway/context.hpp"
#include "hub/gateway/pending_commands.hpp"
#include "hub/gateway/rate_limit.hpp"
#include "hub/gateway/session_output.hpp"

namespace usher::gateway {

class SocketSession : public net::WebSocketObserver, public GatewaySession, public CommandCaller {
  public:
    SocketSession(GatewayContext& context, std::shared_ptr<net::WebSocket> socket,
                  wire::Encoding encoding, SocketKind kind, Rate rate);

    void on_message(std::string_view bytes, bool binary) final;
    void on_close(std::uint16_t code, std::string_view reason) final;
    void end(std::uint16_t code, std::string_view reason) override;
    void tell_time() final;
    void detach() final;

    void on_accepted(const std::string& command_id) override;
    void on_unavailable(const std::string& command_id) override;
    void on_rejected(const std::string& command_id, const core::Rejection& rejection) override;

  protected:
    /// One message of the right kind, and room for it in the flood bucket.
    virtual void on_frames(std::string_view bytes) = 0;
    /// Called once, from detach(): leave every place this session was known at.
    virtual void on_gone() = 0;

    void hello_arrived() { hello_timer_.reset(); }
    bool greeted() const { return hello_timer_ == nullptr; }
    /// Empty when the frame may be looked at; else when it may be sent again. A flood closes the
    /// socket.
    std::optional<std::chrono::milliseconds> too_fast();
    void reject(const std::string& command_id, std::string_view code, std::string_view text,
                std::chrono::milliseconds retry_after = {});
    void reject_too_fast(const std::string& command_id, std::chrono::milliseconds retry_after);
    void reject_unavailable(const std::string& command_id);
    /// The same, and this socket is not heard for a moment: under too much load saying no must cost
    /// less than what it spares.
    void turn_away(const std::string& command_id);
    /// Whether it was turned away just now: what it had on its way behind that must not overtake it.
    bool turned_away() const;
    void malformed(std::string_view why);

    GatewayContext& context_;
    SessionOutput output_;

  private:
    SocketKind kind_;
    TokenBucket frames_;
    TokenBucket flood_;
    std::unique_ptr<net::Timer> hello_timer_;
    Timestamp turned_away_{};
    bool detached_ = false;
};

/// After this long a refused command may be tried again.
inline constexpr std::chrono::milliseconds kRetryAfter{1'000};
/// So long nothing is read from who was turned away.
inline constexpr std::chrono::milliseconds kRest{500};
/// And so long everything is refused that it says; before it may try again.
inline constexpr std::chrono::milliseconds kTurnedAway{900};

}  // namespace usher::gateway
