#include "hub/app/bench/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace usher::bench {
namespace {

double us(std::uint64_t ns) {
    return static_cast<double>(ns) / 1000;
}

std::string quantiles(const Histogram& h) {
    return fmt::format(R"({{"p50":{:.1f},"p90":{:.1f},"p99":{:.1f},"p999":{:.1f},"max":{:.1f}}})",
                       us(h.at(0.5)), us(h.at(0.9)), us(h.at(0.99)), us(h.at(0.999)), us(h.max()));
}

/// CPU seconds for 1000 deliveries.
std::optional<double> cpu_per_1000(const Findings& findings,
                                   const std::optional<ProcessUse> MachineUse::* who) {
    const auto& before = findings.before.*who;
    const auto& after = findings.after.*who;
    if (!before || !after || findings.delivered == 0) return std::nullopt;
    return (after->cpu_s - before->cpu_s) * 1000 / static_cast<double>(findings.delivered);
}

double percent_of_core(const Findings& findings, double cpu_s) {
    return findings.seconds() > 0 ? cpu_s * 100 / findings.seconds() : 0;
}

double generator_percent(const Findings& findings) {
    return percent_of_core(findings,
                           findings.after.generator.cpu_s - findings.before.generator.cpu_s);
}

/// What was busy beside server, Redis and generator; the ticks of /proc do not add up exactly.
double other_percent(const Findings& findings) {
    double others = findings.after.busy_cpu_s - findings.before.busy_cpu_s -
                    (findings.after.generator.cpu_s - findings.before.generator.cpu_s);
    for (const auto who : {&MachineUse::server, &MachineUse::redis}) {
        if (findings.before.*who && findings.after.*who) {
            others -= (findings.after.*who)->cpu_s - (findings.before.*who)->cpu_s;
        }
    }
    return std::max(0.0, percent_of_core(findings, others));
}

double per_second(const Findings& findings, std::uint64_t count) {
    return findings.seconds() > 0 ? static_cast<double>(count) / findings.seconds() : 0;
}

template <class T>
std::string or_null(const std::optional<T>& value, const char* format) {
    return value ? fmt::format(fmt::runtime(format), *value) : "null";
}

std::string rss(const std::optional<ProcessUse>& use) {
    return use ? fmt::format("{}", use->rss_bytes) : "null";
}

}  // namespace

std::string report_json(const BenchOptions& options, const Findings& findings,
                        const DialectNotes& notes) {
    const Tally& tally = findings.tally;
    std::string out = fmt::format(
        R"({{"sent":{},"received":{},"lost":{},"doubled":{},"disordered":{},"throughput_per_s":{:.1f},)",
        tally.sent(), tally.received(), tally.outstanding(), tally.doubled(), tally.disordered(),
        per_second(findings, findings.delivered));
    out += fmt::format(R"("customer_to_agent_us":{},"agent_to_customer_us":{},)",
                       quantiles(findings.to_agent_ns), quantiles(findings.to_customer_ns));
    out += fmt::format(R"("cpu_seconds_per_1000":{{"usher":{},"redis":{}}},)",
                       or_null(cpu_per_1000(findings, &MachineUse::server), "{:.5f}"),
                       or_null(cpu_per_1000(findings, &MachineUse::redis), "{:.5f}"));
    out += fmt::format(R"("rss_bytes":{{"usher":{},"redis":{}}},"generator_lag_us_max":{:.1f})",
                       rss(findings.after.server), rss(findings.after.redis),
                       static_cast<double>(findings.lag_ns_max) / 1000);
    if (options.idle != 0) {
        out += fmt::format(R"(,"bytes_per_idle_connection":{})",
                           or_null(findings.bytes_per_idle_connection, "{:.0f}"));
    }
    out += fmt::format(
        R"(,"connected":{},"refused":{},"rejected":{},"offered_per_s":{:.1f},"other_cpu_percent":{:.1f})",
        notes.connected, notes.assign_refused, tally.rejections(),
        per_second(findings, findings.sent), other_percent(findings));
    return out + fmt::format(R"(,"histogram_n":{},"generator_cpu_percent":{:.1f},"damaged":{},)"
                             R"("unknown":{},"resent":{},"gaps":{}}})",
                             findings.to_agent_ns.count() + findings.to_customer_ns.count(),
                             generator_percent(findings), findings.damaged, tally.unknown(),
                             notes.resent, notes.gaps);
}

std::string report_table(const BenchOptions& options, const Findings& findings,
                         const DialectNotes& notes) {
    const Tally& tally = findings.tally;
    std::string out = fmt::format(
        "messages     {} sent, {} received, {} lost, {} doubled, {} disordered, {} rejected\n",
        tally.sent(), tally.received(), tally.outstanding(), tally.doubled(), tally.disordered(),
        tally.rejections());
    out += fmt::format(
        "throughput   {:.1f}/s delivered, {:.1f}/s {}\n", per_second(findings, findings.delivered),
        per_second(findings, findings.sent), options.saturate ? "sent, closed loop" : "offered");
    out += fmt::format("{:<22}{:>10}{:>10}{:>10}{:>10}{:>10}\n", "latency, us", "p50", "p90", "p99",
                       "p99.9", "max");
    const auto row = [&](const char* name, const Histogram& h) {
        out +=
            fmt::format("{:<22}{:>10.0f}{:>10.0f}{:>10.0f}{:>10.0f}{:>10.0f}\n", name,
                        us(h.at(0.5)), us(h.at(0.9)), us(h.at(0.99)), us(h.at(0.999)), us(h.max()));
    };
    row("  customer to agent", findings.to_agent_ns);
    row("  agent to customer", findings.to_customer_ns);
    out += fmt::format("CPU s / 1000 server {}, redis {}\n",
                       or_null(cpu_per_1000(findings, &MachineUse::server), "{:.4f}"),
                       or_null(cpu_per_1000(findings, &MachineUse::redis), "{:.4f}"));
    out += fmt::format("RSS, bytes   server {}, redis {}\n", rss(findings.after.server),
                       rss(findings.after.redis));
    if (options.idle != 0) {
        out += fmt::format("idle         {} bytes for each of {} silent connections\n",
                           or_null(findings.bytes_per_idle_connection, "{:.0f}"), options.idle);
    }
    out += fmt::format(
        "generator    late by {:.0f} us at most, {:.1f} % of a core; others {:.1f} % of a core\n",
        static_cast<double>(findings.lag_ns_max) / 1000, generator_percent(findings),
        other_percent(findings));
    return out + fmt::format("connections  {}, {} assignments refused, {} resent events, {} gaps",
                             notes.connected, notes.assign_refused, notes.resent, notes.gaps);
}

}  // namespace usher::bench
