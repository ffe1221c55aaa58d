#include "tests/simulation/faulty_streams.hpp"

#include "tests/simulation/faulty_reader.hpp"
#include "tests/simulation/planted_bugs.hpp"

namespace usher::simulation {

using log::Callback;

FaultyStreams::FaultyStreams(SimulatedRedis& redis, net::Loop& loop, For role)
    : redis_(redis),
      loop_(loop),
      pipeline_(std::make_unique<Pipeline>(redis, loop, role == For::gateway)),
      random_(Scheduler::current().random_of(Scheduler::current().new_lane())) {}

FaultyStreams::~FaultyStreams() = default;

template <class T, class Work>
void FaultyStreams::pass(Callback<T> done, Work work) {
    pipeline_->call<T>(std::move(done), std::move(work));
}

void FaultyStreams::append_command(WorkspaceId workspace, std::string bytes,
                                   Callback<std::string> done) {
    const bool drop = planted_bugs().drop_acknowledged && random_.below(50) == 0;
    pass<std::string>(std::move(done), [workspace, bytes = std::move(bytes), drop](
                                           auto& memory, auto answer) mutable {
        if (drop) {
            return memory.ping([answer = std::move(answer)](auto) mutable { answer("1-0"); });
        }
        memory.append_command(workspace, std::move(bytes), std::move(answer));
    });
}

void FaultyStreams::append_event(WorkspaceId workspace, std::uint64_t version, std::string bytes,
                                 Callback<void> done) {
    if (pipeline_->untold()) {
        return loop_.post([done = std::move(done)]() mutable {
            done(fail(Error::Kind::unavailable, "another server than before; it was not sent"));
        });
    }
    const bool drop = planted_bugs().drop_event && random_.below(50) == 0;
    pass<void>(std::move(done), [workspace, version, bytes = std::move(bytes), drop](
                                    auto& memory, auto answer) mutable {
        if (drop) return memory.ping(std::move(answer));
        memory.append_event(workspace, version, std::move(bytes), std::move(answer));
    });
}

std::unique_ptr<log::CommandReader> FaultyStreams::read_commands(WorkspaceId workspace,
                                                                 std::string after_id) {
    return std::make_unique<FaultyReader<log::CommandReader, log::CommandEntry, std::string>>(
        redis_, loop_, workspace, std::move(after_id));
}

std::unique_ptr<log::EventReader> FaultyStreams::read_events(WorkspaceId workspace,
                                                             std::uint64_t after_version) {
    return std::make_unique<FaultyReader<log::EventReader, log::EventEntry, std::uint64_t>>(
        redis_, loop_, workspace, after_version);
}

void FaultyStreams::last_event_version(WorkspaceId workspace, Callback<std::uint64_t> done) {
    pass<std::uint64_t>(std::move(done), [workspace](auto& memory, auto answer) {
        memory.last_event_version(workspace, std::move(answer));
    });
}

void FaultyStreams::trim(WorkspaceId workspace, std::string commands_before_id,
                         std::uint64_t events_before_version, Callback<void> done) {
    pass<void>(std::move(done), [workspace, before = std::move(commands_before_id),
                                 events_before_version](auto& memory, auto answer) {
        memory.trim(workspace, before, events_before_version, std::move(answer));
    });
}

void FaultyStreams::edges(WorkspaceId workspace, Callback<log::StreamEdges> done) {
    pass<log::StreamEdges>(std::move(done), [workspace](auto& memory, auto answer) {
        memory.edges(workspace, std::move(answer));
    });
}

void FaultyStreams::claim(WorkspaceId workspace, std::string holder, std::chrono::milliseconds ttl,
                          Callback<std::string> done) {
    pass<std::string>(std::move(done),
                      [workspace, holder = std::move(holder), ttl](auto& memory, auto answer) {
                          memory.claim(workspace, holder, ttl, std::move(answer));
                      });
}

void FaultyStreams::holder(WorkspaceId workspace, Callback<std::string> done) {
    pass<std::string>(std::move(done), [workspace](auto& memory, auto answer) {
        memory.holder(workspace, std::move(answer));
    });
}

void FaultyStreams::release(WorkspaceId workspace, std::string holder, Callback<void> done) {
    pass<void>(std::move(done), [workspace, holder = std::move(holder)](auto& memory, auto answer) {
        memory.release(workspace, holder, std::move(answer));
    });
}

void FaultyStreams::put_snapshot(WorkspaceId workspace, log::Snapshot snapshot,
                                 Callback<void> done) {
    pass<void>(std::move(done),
               [workspace, snapshot = std::move(snapshot)](auto& memory, auto answer) {
                   memory.put_snapshot(workspace, snapshot, std::move(answer));
               });
}

void FaultyStreams::snapshot(WorkspaceId workspace, Callback<std::optional<log::Snapshot>> done) {
    pass<std::optional<log::Snapshot>>(std::move(done), [workspace](auto& memory, auto answer) {
        memory.snapshot(workspace, std::move(answer));
    });
}

void FaultyStreams::bury(WorkspaceId workspace, log::DeadLetter letter, Callback<void> done) {
    pass<void>(std::move(done), [workspace, letter = std::move(letter)](auto& memory, auto answer) {
        memory.bury(workspace, letter, std::move(answer));
    });
}

void FaultyStreams::dead_letters(WorkspaceId workspace, std::size_t max,
                                 Callback<std::vector<log::DeadLetter>> done) {
    pass<std::vector<log::DeadLetter>>(std::move(done),
                                       [workspace, max](auto& memory, auto answer) {
                                           memory.dead_letters(workspace, max, std::move(answer));
                                       });
}

void FaultyStreams::dead_letter_count(WorkspaceId workspace, Callback<std::uint64_t> done) {
    pass<std::uint64_t>(std::move(done), [workspace](auto& memory, auto answer) {
        memory.dead_letter_count(workspace, std::move(answer));
    });
}

void FaultyStreams::exhume(WorkspaceId workspace, std::string command_id, Callback<bool> done) {
    pass<bool>(std::move(done), [workspace, id = std::move(command_id)](auto& memory, auto answer) {
        memory.exhume(workspace, id, std::move(answer));
    });
}

void FaultyStreams::count_try(WorkspaceId workspace, std::string command_id,
                              Callback<std::uint32_t> done) {
    pass<std::uint32_t>(std::move(done),
                        [workspace, id = std::move(command_id)](auto& memory, auto answer) {
                            memory.count_try(workspace, id, std::move(answer));
                        });
}

void FaultyStreams::clear_tries(WorkspaceId workspace, Callback<void> done) {
    pass<void>(std::move(done), [workspace](auto& memory, auto answer) {
        memory.clear_tries(workspace, std::move(answer));
    });
}

void FaultyStreams::histories(WorkspaceId workspace, Callback<log::Histories> done) {
    pass<log::Histories>(std::move(done), [workspace](auto& memory, auto answer) {
        memory.histories(workspace, std::move(answer));
    });
}

void FaultyStreams::note_history(WorkspaceId workspace, std::string history, Callback<void> done) {
    pass<void>(std::move(done),
               [workspace, history = std::move(history)](auto& memory, auto answer) {
                   memory.note_history(workspace, history, std::move(answer));
               });
}

void FaultyStreams::beat(WorkspaceId workspace, GatewayId gateway, std::uint64_t count,
                         Callback<bool> done) {
    pass<bool>(std::move(done), [workspace, gateway, count](auto& memory, auto answer) {
        memory.beat(workspace, gateway, count, std::move(answer));
    });
}

void FaultyStreams::beats(WorkspaceId workspace,
                          Callback<std::vector<std::pair<GatewayId, std::uint64_t>>> done) {
    pass<std::vector<std::pair<GatewayId, std::uint64_t>>>(
        std::move(done),
        [workspace](auto& memory, auto answer) { memory.beats(workspace, std::move(answer)); });
}

void FaultyStreams::forget_beat(WorkspaceId workspace, GatewayId gateway, Callback<void> done) {
    pass<void>(std::move(done), [workspace, gateway](auto& memory, auto answer) {
        memory.forget_beat(workspace, gateway, std::move(answer));
    });
}

void FaultyStreams::publish(WorkspaceId workspace, std::string bytes) {
    if (!pipeline_->up()) return;
    pass<void>([](Result<void>) {},
               [workspace, bytes = std::move(bytes)](auto& memory, auto answer) {
                   memory.publish(workspace, bytes);
                   memory.ping(std::move(answer));
               });
}

std::unique_ptr<log::Subscription> FaultyStreams::subscribe(
    WorkspaceId workspace, std::function<void(std::string_view)> handler) {
    return std::make_unique<FaultySubscription>(redis_, loop_, workspace, std::move(handler));
}

std::unique_ptr<log::Subscription> FaultyStreams::on_new_server(std::function<void()> handler) {
    return pipeline_->new_server.add(std::move(handler));
}

void FaultyStreams::ping(Callback<void> done) {
    if (auto trouble = pipeline_->trouble()) {
        return loop_.post(
            [done = std::move(done), trouble]() mutable { done(std::unexpected(*trouble)); });
    }
    pass<void>(std::move(done), [](auto& memory, auto answer) { memory.ping(std::move(answer)); });
}

}  // namespace usher::simulation
