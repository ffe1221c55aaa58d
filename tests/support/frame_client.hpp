// Clients of the two sockets for wire tests: protobuf frames over a raw WebSocket, in either
// encoding. They keep what they were sent and know nothing of the hub's code.
#pragma once

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <random>

#include "tests/support/raw_websocket.hpp"
#include "usher/v1/agent.pb.h"
#include "usher/v1/customer.pb.h"

namespace usher::test {

/// A new UUIDv7 in text form.
inline std::string new_command_id() {
    static std::mt19937_64 random{std::random_device{}()};
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::system_clock::now().time_since_epoch())
                        .count();
    return fmt::format("{:08x}-{:04x}-7{:03x}-8{:03x}-{:012x}", ms >> 16, ms & 0xffff,
                       random() & 0xfff, random() & 0xfff, random() & 0xffffffffffff);
}

struct ClientOptions {
    std::string path;
    std::string origin;
    std::string subprotocol = "usher.v1";
    int receive_buffer = 0;
};

template <class ClientFrames, class ClientFrame, class ServerFrames, class ServerFrame>
class FrameClient {
  public:
    FrameClient(std::uint16_t port, ClientOptions options)
        : json_(options.subprotocol == "usher.v1+json"),
          socket_(
              RawWebSocket::open(port, options.path, headers(options), options.receive_buffer)) {}

    bool upgraded() const { return socket_.head().starts_with("HTTP/1.1 101 "); }
    std::string status() const { return socket_.head().substr(9, 3); }

    void send(const ClientFrame& frame) {
        ClientFrames batch;
        *batch.add_frames() = frame;
        send(batch);
    }
    void send(const ClientFrames& batch) {
        if (!json_) return void(socket_.send_binary(batch.SerializeAsString()));
        std::string text;
        (void)google::protobuf::util::MessageToJsonString(batch, &text);
        socket_.send_text(text);
    }

    /// The next frame; nothing when the socket ends or it takes too long. Pings and closes are
    /// noted.
    std::optional<ServerFrame> next(std::chrono::milliseconds patience = RawTcp::kPatience) {
        const auto until = RawTcp::Clock::now() + patience;
        while (frames_.empty()) {
            auto message = socket_.receive(RawTcp::left(until));
            if (!message) return std::nullopt;
            if (message->opcode == 8) {
                close_code_ = message->payload.size() < 2
                                  ? 1005
                                  : static_cast<unsigned char>(message->payload[0]) << 8 |
                                        static_cast<unsigned char>(message->payload[1]);
                return std::nullopt;
            }
            if (message->opcode > 2) continue;
            EXPECT_EQ(message->opcode == 1, json_);
            ServerFrames batch;
            const bool read =
                json_ ? google::protobuf::util::JsonStringToMessage(message->payload, &batch).ok()
                      : batch.ParseFromString(message->payload);
            EXPECT_TRUE(read) << message->payload;
            for (auto& frame : *batch.mutable_frames()) frames_.push_back(std::move(frame));
        }
        auto frame = std::move(frames_.front());
        frames_.pop_front();
        return frame;
    }
    /// The next frame that is such a one; others before it are dropped. Fails the test and gives an
    /// empty frame when none comes.
    ServerFrame await(const std::function<bool(const ServerFrame&)>& such,
                      std::chrono::milliseconds patience = RawTcp::kPatience) {
        const auto until = RawTcp::Clock::now() + patience;
        while (auto frame = next(RawTcp::left(until))) {
            if (such(*frame)) return std::move(*frame);
        }
        ADD_FAILURE() << "the awaited frame did not come; close code " << close_code_;
        return {};
    }
    ServerFrame await_kind(typename ServerFrame::BodyCase kind) {
        return await([kind](const ServerFrame& frame) { return frame.body_case() == kind; });
    }
    /// The code the hub closes with; 0 when it does not.
    int close_code(std::chrono::milliseconds patience = RawTcp::kPatience) {
        const auto until = RawTcp::Clock::now() + patience;
        while (close_code_ == 0 && next(RawTcp::left(until))) {
        }
        return close_code_;
    }
    /// Everything that comes before the answer to a ping sent now.
    std::vector<ServerFrame> settled() {
        ClientFrame ping;
        ping.mutable_ping()->set_nonce(++nonce_);
        send(ping);
        std::vector<ServerFrame> before;
        while (auto frame = next()) {
            if (frame->has_pong() && frame->pong().nonce() == nonce_) return before;
            before.push_back(std::move(*frame));
        }
        ADD_FAILURE() << "no pong; close code " << close_code_;
        return before;
    }
    RawWebSocket& raw() { return socket_; }

  private:
    static std::string headers(const ClientOptions& options) {
        std::string text;
        if (!options.origin.empty()) text += "Origin: " + options.origin + "\r\n";
        if (!options.subprotocol.empty()) {
            text += "Sec-WebSocket-Protocol: " + options.subprotocol + "\r\n";
        }
        return text;
    }
    bool json_;
    RawWebSocket socket_;
    std::deque<ServerFrame> frames_;
    int close_code_ = 0;
    std::uint64_t nonce_ = 1'000'000;
};

using CustomerFrames = FrameClient<v1::CustomerFrames, v1::CustomerFrame, v1::CustomerServerFrames,
                                   v1::CustomerServerFrame>;
using AgentFrames =
    FrameClient<v1::AgentFrames, v1::AgentFrame, v1::AgentServerFrames, v1::AgentServerFrame>;

class Customer : public CustomerFrames {
  public:
    explicit Customer(std::uint16_t port, std::string subprotocol = "usher.v1",
                      std::string origin = "https://shop.example", int receive_buffer = 0)
        : CustomerFrames(
              port, {"/ws/customer", std::move(origin), std::move(subprotocol), receive_buffer}) {}

    v1::CustomerWelcome hello(v1::CustomerHello hello) {
        if (hello.site_key().empty()) hello.set_site_key("site_test");
        v1::CustomerFrame frame;
        *frame.mutable_hello() = std::move(hello);
        send(frame);
        auto welcome = await_kind(v1::CustomerServerFrame::kWelcome).welcome();
        if (!welcome.token().empty()) token = welcome.token();
        contact = welcome.contact_id();
        epoch = welcome.epoch();
        return welcome;
    }
    v1::CustomerWelcome hello() { return hello(v1::CustomerHello{}); }
    /// Comes back as who he was.
    v1::CustomerWelcome hello_again(const Customer& before, std::string conversation = {},
                                    std::uint64_t after_seq = 0) {
        v1::CustomerHello hello_frame;
        hello_frame.set_token(before.token);
        hello_frame.set_epoch(before.epoch);
        hello_frame.set_conversation_id(std::move(conversation));
        hello_frame.set_after_seq(after_seq);
        token = before.token;
        return hello(hello_frame);
    }
    std::string say(std::string text, std::string command_id = new_command_id()) {
        v1::CustomerFrame frame;
        frame.mutable_send()->set_command_id(command_id);
        frame.mutable_send()->mutable_text()->set_text(std::move(text));
        send(frame);
        return command_id;
    }
    /// The event that carries the command's id.
    v1::Event event_of(const std::string& command_id) {
        v1::Event found;
        await([&](const v1::CustomerServerFrame& frame) {
            for (const auto& event : frame.events().events()) {
                if (event.event_key() == command_id) found = event;
            }
            return !found.event_key().empty();
        });
        return found;
    }
    v1::Event say_and_see(std::string text) { return event_of(say(std::move(text))); }
    v1::Rejected rejection_of(const std::string& command_id) {
        return await([&](const v1::CustomerServerFrame& frame) {
                   return frame.rejected().command_id() == command_id && frame.has_rejected();
               })
            .rejected();
    }

    std::string token;
    std::string contact;
    std::string epoch;
};

class Agent : public AgentFrames {
  public:
    explicit Agent(std::uint16_t port, std::string subprotocol = "usher.v1",
                   std::string origin = "https://hub.example", int receive_buffer = 0)
        : AgentFrames(port,
                      {"/ws/agent", std::move(origin), std::move(subprotocol), receive_buffer}) {}

    /// Everything up to Synced.
    std::vector<v1::AgentServerFrame> hello(const std::string& ticket, std::string held_epoch = {},
                                            std::uint64_t position = 0) {
        v1::AgentFrame frame;
        frame.mutable_hello()->set_ticket(ticket);
        frame.mutable_hello()->set_epoch(std::move(held_epoch));
        frame.mutable_hello()->set_position(position);
        send(frame);
        std::vector<v1::AgentServerFrame> list;
        while (auto next_frame = next()) {
            list.push_back(std::move(*next_frame));
            if (list.back().has_welcome()) epoch = list.back().welcome().epoch();
            if (list.back().has_synced()) break;
        }
        return list;
    }
    void watch(const std::string& conversation, std::uint64_t after_seq = 0, bool present = false) {
        v1::AgentFrame frame;
        frame.mutable_watch()->set_conversation_id(conversation);
        frame.mutable_watch()->set_after_seq(after_seq);
        frame.mutable_watch()->set_present(present);
        send(frame);
    }
    std::string say(const std::string& conversation, std::string text, bool note = false,
                    std::string command_id = new_command_id()) {
        v1::AgentFrame frame;
        auto& send_frame = *frame.mutable_send();
        send_frame.set_command_id(command_id);
        send_frame.set_conversation_id(conversation);
        send_frame.mutable_text()->set_text(std::move(text));
        send_frame.set_private_note(note);
        send(frame);
        return command_id;
    }
    v1::Event event_of(const std::string& command_id) {
        v1::Event found;
        await([&](const v1::AgentServerFrame& frame) {
            for (const auto& event : frame.events().events()) {
                if (event.event_key() == command_id) found = event;
            }
            return !found.event_key().empty();
        });
        return found;
    }
    v1::Done done(const std::string& command_id) {
        return await([&](const v1::AgentServerFrame& frame) {
                   return frame.has_done() && frame.done().command_id() == command_id;
               })
            .done();
    }
    v1::Rejected rejection_of(const std::string& command_id) {
        return await([&](const v1::AgentServerFrame& frame) {
                   return frame.has_rejected() && frame.rejected().command_id() == command_id;
               })
            .rejected();
    }
    /// The next summary of this conversation that is such a one.
    v1::ConversationSummary summary(
        const std::string& conversation,
        const std::function<bool(const v1::ConversationSummary&)>& such) {
        v1::ConversationSummary found;
        await([&](const v1::AgentServerFrame& frame) {
            for (const auto& each : frame.conversations_changed().conversations()) {
                if (each.conversation_id() != conversation || !such(each)) continue;
                found = each;
                return true;
            }
            return false;
        });
        return found;
    }

    std::string epoch;
};

}  // namespace usher::test
