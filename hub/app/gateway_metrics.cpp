#include "hub/app/gateway_metrics.hpp"

#include <functional>
#include <vector>

namespace usher::app {
namespace {

using Source = std::reference_wrapper<const gateway::GatewayProbe::Counter>;

struct Shown {
    ops::Counter* counter;
    Source source;
};

void show_sockets(ops::Metrics& metrics, const gateway::GatewayProbe::Sockets& sockets,
                  const std::string& kind, std::vector<Shown>& shown,
                  std::vector<std::pair<ops::Gauge*, Source>>& gauges) {
    const ops::Labels labels{{"kind", kind}};
    gauges.emplace_back(&metrics.gauge("usher_ws_connections", "Open sockets", labels),
                        sockets.open);
    const auto add = [&](const char* name, const char* help,
                         const gateway::GatewayProbe::Counter& from) {
        shown.push_back({&metrics.counter(name, help, labels), from});
    };
    add("usher_ws_opened_total", "Sockets opened", sockets.opened);
    add("usher_ws_refused_total", "Upgrades refused", sockets.refused);
    add("usher_ws_frames_in_total", "Frames received", sockets.frames_in);
    add("usher_ws_frames_out_total", "Frames sent", sockets.frames_out);
    add("usher_ws_out_bytes_total", "Bytes sent", sockets.bytes_out);
    add("usher_ws_slow_consumers_total", "Sockets closed because they did not read",
        sockets.slow_consumers);
    add("usher_ws_malformed_total", "Sockets closed because of a frame that is none",
        sockets.malformed);
}

}  // namespace

void show_gateway(ops::Metrics& metrics, const gateway::GatewayProbe& probe) {
    using gateway::SocketKind;
    std::vector<Shown> shown;
    std::vector<std::pair<ops::Gauge*, Source>> gauges;
    show_sockets(metrics, probe.of(SocketKind::customer), "customer", shown, gauges);
    show_sockets(metrics, probe.of(SocketKind::agent), "agent", shown, gauges);
    const auto add = [&](const char* name, const char* help,
                         const gateway::GatewayProbe::Counter& from,
                         const ops::Labels& labels = {}) {
        shown.push_back({&metrics.counter(name, help, labels), from});
    };
    add("usher_commands_appended_total", "Commands made durable", probe.commands_appended);
    add("usher_command_batches_fed_again_total",
        "Batches of commands appended again after Redis came back as another server",
        probe.batches_fed_again);
    add("usher_command_batches_total", "Appends that carried them", probe.batches_appended);
    add("usher_late_acks_total", "Senders told early because the decision took long",
        probe.late_acks);
    add("usher_log_entries_read_total", "Log entries read by the gateway", probe.entries_read);
    add("usher_catch_ups_from_memory_total", "Receivers that got what they missed from memory",
        probe.catch_ups_from_memory);
    add("usher_catch_ups_from_history_total", "Receivers that got it from the archive",
        probe.catch_ups_from_history);
    add("usher_history_failures_total", "Questions the archive could not answer", probe.history_failures);
    add("usher_log_restarts_total", "Times the log had to be read anew", probe.log_restarts);
    for (std::size_t i = 0; i < probe.kCodes.size(); ++i) {
        add("usher_rejected_total", "Commands refused", probe.rejected_by_code[i],
            {{"code", std::string(probe.kCodes[i])}});
    }
    metrics.before_render([shown, gauges] {
        for (const auto& [counter, source] : shown) {
            counter->add(source.get().load() - counter->value());
        }
        for (const auto& [gauge, source] : gauges)
            gauge->set(static_cast<double>(source.get().load()));
    });
}

}  // namespace usher::app
