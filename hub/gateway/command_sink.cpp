#include "hub/gateway/command_sink.hpp"

#include <deque>
#include <utility>
#include <vector>

#include "hub/base/failpoint.hpp"
#include "hub/wire/codec.hpp"

namespace usher::gateway {
namespace {

struct Batch {
    std::vector<core::Command> commands;
    std::vector<CommandSink::Done> done;
    std::size_t bytes = 0;
    UnarchivedCommands::Bytes encoded;
};

std::size_t size_of(const core::Command& command) {
    std::size_t bytes = 256;
    if (const auto* send = std::get_if<core::SendMessage>(&command.body)) {
        bytes += send->text.size() + send->page.url.size() + send->page.title.size() +
                 send->page.referrer.size();
    } else if (const auto* transfer = std::get_if<core::TransferConversation>(&command.body)) {
        bytes += transfer->note.size();
    }
    return bytes;
}

}  // namespace

struct CommandSink::State : std::enable_shared_from_this<State> {
    State(net::Loop& loop_in, log::Streams& streams_in, WorkspaceId workspace_in,
          GatewayId gateway_in, EntropyPool& entropy_in, GatewayProbe& probe_in,
          SinkLimits limits_in)
        : loop(loop_in),
          streams(streams_in),
          workspace(workspace_in),
          gateway(gateway_in),
          entropy(entropy_in),
          probe(probe_in),
          limits(limits_in),
          unarchived(loop_in, streams_in, workspace_in, probe_in),
          retry(loop_in) {}

    void add(core::Command command, Done done) {
        const auto bytes = size_of(command);
        if (waiting.empty() || waiting.back().commands.size() >= limits.batch_commands_max ||
            waiting.back().bytes + bytes > limits.batch_bytes_max) {
            waiting.emplace_back();
        }
        auto& batch = waiting.back();
        batch.commands.push_back(std::move(command));
        batch.done.push_back(std::move(done));
        batch.bytes += bytes;
        ++commands_held;
        bytes_held += bytes;
        flush_later();
    }

    void flush_later() {
        if (flush_posted) return;
        flush_posted = true;
        loop.post([weak = weak_from_this()] {
            auto self = weak.lock();
            if (!self) return;
            self->flush_posted = false;
            self->flush();
        });
    }

    void flush() {
        while (!waiting.empty() && batches_in_flight < limits.batches_in_flight_max) {
            auto batch = std::make_shared<Batch>(std::move(waiting.front()));
            waiting.pop_front();
            ++batches_in_flight;
            batch->encoded =
                std::make_shared<const std::string>(wire::encode_commands(batch->commands));
            auto done = [weak = weak_from_this(), batch](Result<std::string> appended) {
                auto self = weak.lock();
                if (!self) return;
                if (appended && fails_at("gateway.append.after")) {
                    appended = std::unexpected(failed_on_purpose("gateway.append.after"));
                }
                self->finish(*batch, appended);
            };
            if (fails_at("gateway.append.before")) {
                loop.post([done = std::move(done)] {
                    done(std::unexpected(failed_on_purpose("gateway.append.before")));
                });
                continue;
            }
            streams.append_command(workspace, *batch->encoded, std::move(done));
        }
    }

    void finish(Batch& batch, const Result<std::string>& appended) {
        --batches_in_flight;
        commands_held -= batch.commands.size();
        bytes_held -= batch.bytes;
        if (appended) {
            probe.batch_appended();
            probe.command_appended(batch.commands.size());
            unarchived.appended(*appended, std::move(batch.encoded));
        } else if (appended.error().kind == Error::Kind::unavailable && !away) {
            away = true;
            look_again();
        }
        for (auto& done : batch.done) {
            done(appended ? Result<void>() : std::unexpected(appended.error()));
        }
        if (away) refuse_waiting(appended);
        flush();
    }

    /// What has not left yet would wait out a time limit of its own: ten seconds without a word.
    void refuse_waiting(const Result<std::string>& appended) {
        const auto why = appended
                             ? Error{Error::Kind::unavailable, "the command stream does not answer"}
                             : appended.error();
        for (auto& batch : std::exchange(waiting, {})) {
            commands_held -= batch.commands.size();
            bytes_held -= batch.bytes;
            for (auto& done : batch.done) done(std::unexpected(why));
        }
    }

    void look_again() {
        retry.after(limits.retry_interval, [weak = weak_from_this()] {
            auto self = weak.lock();
            if (!self) return;
            self->streams.ping([weak](Result<void> answered) {
                auto again = weak.lock();
                if (!again) return;
                if (answered) {
                    again->away = false;
                } else if (answered.error().kind != Error::Kind::cancelled) {
                    again->look_again();
                }
            });
        });
    }

    net::Loop& loop;
    log::Streams& streams;
    WorkspaceId workspace;
    GatewayId gateway;
    EntropyPool& entropy;
    GatewayProbe& probe;
    SinkLimits limits;
    UnarchivedCommands unarchived;
    net::Timer retry;

    std::deque<Batch> waiting;
    std::size_t batches_in_flight = 0;
    std::size_t commands_held = 0;
    std::size_t bytes_held = 0;
    bool flush_posted = false;
    bool away = false;
};

CommandSink::CommandSink(net::Loop& loop, log::Streams& streams, WorkspaceId workspace,
                         GatewayId gateway, EntropyPool& entropy, GatewayProbe& probe,
                         SinkLimits limits)
    : state_(std::make_shared<State>(loop, streams, workspace, gateway, entropy, probe, limits)) {}

CommandSink::~CommandSink() = default;

Result<void> CommandSink::post(core::Command command, Done done) {
    if (state_->away) return fail(Error::Kind::unavailable, "the command stream does not answer");
    if (state_->commands_held >= state_->limits.commands_max ||
        state_->bytes_held >= state_->limits.bytes_max) {
        return fail(Error::Kind::exhausted, "too many commands wait to become durable");
    }
    command.received = state_->loop.now();
    command.gateway = state_->gateway;
    command.entropy = state_->entropy.draw();
    state_->add(std::move(command), std::move(done));
    return {};
}

std::size_t CommandSink::in_flight() const {
    return state_->commands_held;
}
UnarchivedCommands& CommandSink::unarchived() {
    return state_->unarchived;
}
bool CommandSink::available() const {
    return !state_->away;
}

}  // namespace usher::gateway
