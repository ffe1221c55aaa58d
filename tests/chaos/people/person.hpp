// One end of a conversation in a chaos run: comes, resumes after whatever happens to his line, says
// what he has to say, again if need be. Customer and Agent fill in their frames. Follows
// docs/protocol.md and nothing else.
#pragma once

#include <map>
#include <string>

#include "tests/chaos/people/outbox.hpp"
#include "tests/chaos/people/switchboard.hpp"

namespace usher::chaos {

class Person;

/// How patient a person's client is. The protocol's back-off ends at 30 s; a run that breaks things
/// every second or two could not be short with that.
struct Patience {
    std::int64_t back_off_ms_max = 2'000;
    std::int64_t arrival_ms_max = 8'000;  ///< from connect to welcome
    std::int64_t ping_ms = 5'000;
    std::int64_t silence_ms_max = 20'000;  ///< then the line counts as dead
};

struct CrowdStats {
    std::uint64_t arrivals = 0;  ///< welcomes
    std::uint64_t resumes = 0;   ///< of them with something held
    std::uint64_t resyncs = 0;
    std::uint64_t goaways = 0;
    std::uint64_t dropped_offers = 0;               ///< the person had too much to say already
    std::map<unsigned, std::uint64_t> closes;       ///< by code; 0: the line just ended
    std::map<std::string, std::uint64_t> refusals;  ///< by code
    std::int64_t longest_answer_ms = 0;             ///< over lines that stayed up
};

/// What all persons of a run share.
struct Surroundings {
    Switchboard& board;
    Ledger& ledger;
    bench::Random& random;
    CrowdStats& stats;
    Patience patience;
    std::function<std::uint16_t(const Person&)> port;  ///< where to connect this time
};

class Person : public LineListener {
  public:
    enum class State : std::uint8_t { away, waiting, arriving, live };

    explicit Person(Surroundings& around) : around_(around), outbox_(around.ledger) {}

    void come();
    /// Hangs up politely and stays away until come().
    void leave();
    /// The line ends at once, as by a lost network; he comes back by his back-off.
    void lose_line(bool reset);
    /// The same, or politely, and he comes back after this time.
    enum class Parting : std::uint8_t { goodbye, silence, reset };
    void part(Parting how, std::int64_t away_ms);
    /// Leaves everything in the kernel's buffers, as a hanging program does.
    void freeze();
    void thaw();
    void tick(std::int64_t now_ns);

    State state() const { return state_; }
    bool live() const { return state_ == State::live; }
    bool frozen() const { return frozen_; }
    const Outbox& outbox() const { return outbox_; }
    const std::string& id() const { return id_; }
    /// Who he is in the ledger: his id, or one of his clients.
    std::string client() const { return id_ + suffix_; }
    unsigned last_close() const { return last_close_; }
    std::uint64_t arrivals() const { return arrivals_; }
    void use_limits(std::size_t in_flight_max, std::size_t waiting_max) {
        outbox_.use_limits(in_flight_max, waiting_max);
    }
    void use_receive_buffer(int bytes) { receive_buffer_ = bytes; }

    void on_end(unsigned code, const std::string& why) override;

  protected:
    /// Opens the line, by a ticket or at once.
    virtual void arrive() = 0;
    virtual void send(const Message& message) = 0;
    virtual void ping() = 0;
    virtual void each_tick(std::int64_t now_ns) = 0;
    virtual void line_is_gone() = 0;

    bool say(std::string conversation, std::string text);
    void open_line(const char* path);
    void welcomed(const std::string& id, bool holds_something);
    void heard();
    /// The hub's clock, by a welcome or a pong: ids are made by it.
    void told_time(std::int64_t server_ms);
    void refused(const std::string& command_id, const std::string& code, std::uint32_t retry_ms);
    void go_away_and_return(std::int64_t wait_ms);
    /// The hub asks him to come back: he says nothing new over this line.
    void told_to_return();

    Surroundings& around_;
    Outbox outbox_;
    std::string id_;
    std::string suffix_;
    LineId line_ = 0;
    std::int64_t now_ns_ = 0;
    std::int64_t hub_ahead_ms_ = 0;

  private:
    void flush();
    void end_line();
    std::int64_t back_off_ms();

    State state_ = State::away;
    bool frozen_ = false;
    bool told_to_return_ = false;
    int receive_buffer_ = 0;
    unsigned last_close_ = 0;
    std::uint64_t arrivals_ = 0;
    std::uint64_t said_ = 0;
    unsigned failures_ = 0;
    std::int64_t next_step_ns_ = 0;  ///< waiting: try then; arriving: give up then
    std::int64_t heard_ns_ = 0;
    std::int64_t pinged_ns_ = 0;
};

}  // namespace usher::chaos
