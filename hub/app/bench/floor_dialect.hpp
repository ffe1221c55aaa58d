// The floor's dialect: five bytes that name the receiver, then a protobuf message whose field 1 is
// the text. Messages joined by the floor read as one message with the field repeated.
#pragma once

#include <string>

#include "hub/app/bench/bench.hpp"
#include "hub/app/bench/dialect.hpp"

namespace usher::bench {

class FloorDialect final : public Dialect {
  public:
    /// `host` is for the Host header. Both references must outlive this.
    FloorDialect(const BenchOptions& options, Outbox& outbox, std::string host)
        : options_(options), outbox_(outbox), host_(std::move(host)) {}

    Result<void> set_up(Fleet& fleet) override;
    Result<void> set_up_idle(Fleet& fleet) override;
    void send(MessageRef message, std::string_view text) override;
    bool settles() const override { return false; }
    const DialectNotes& notes() const override { return notes_; }
    void on_open(ConnectionId) override { ++notes_.connected; }
    void on_message(ConnectionId id, std::string_view payload) override;

  private:
    const BenchOptions& options_;
    Outbox& outbox_;
    std::string host_;
    std::string payload_;
    DialectNotes notes_;
};

}  // namespace usher::bench
