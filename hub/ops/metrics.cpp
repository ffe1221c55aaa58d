#include "hub/ops/metrics.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <deque>
#include <map>
#include <mutex>
#include <string_view>
#include <variant>

#include "hub/base/overloaded.hpp"
#include "hub/ops/build_info.hpp"

namespace usher::ops {
namespace {

constexpr std::size_t kSeriesMax = 256;
constexpr std::array<double, 19> kBounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                         0.025,  0.05,    0.1,    0.25,  0.5,    1,     2.5,
                                         5,      10,      30,     60,    300};

bool is_metric_name(std::string_view name) {
    return name.starts_with("usher_") && std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

void append_escaped(std::string& out, std::string_view text, bool quotes) {
    for (const char c : text) {
        if (c == '\\') {
            out += "\\\\";
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '"' && quotes) {
            out += "\\\"";
        } else {
            out += c;
        }
    }
}

/// "{a="b",c="d"}", or nothing without labels; `extra` is one more, already escaped.
std::string label_text(const Labels& labels, std::string_view extra = {}) {
    if (labels.empty() && extra.empty()) return {};
    std::string out = "{";
    for (const auto& [key, value] : labels) {
        if (out.size() > 1) out += ',';
        out += key + "=\"";
        append_escaped(out, value, true);
        out += '"';
    }
    if (!extra.empty()) {
        if (out.size() > 1) out += ',';
        out += extra;
    }
    return out + '}';
}

void render_latency(std::string& out, const std::string& name, const Labels& labels,
                    const Latency& latency) {
    // One pass over the fine buckets; count and +Inf come from the same reading, so they agree.
    std::uint64_t seen = 0;
    std::size_t index = 0;
    for (const double bound : kBounds) {
        const auto limit = static_cast<std::uint64_t>(bound * 1e9);
        while (index < histogram_buckets::kCount && histogram_buckets::lowest(index) < limit) {
            seen += latency.bucket(index++);
        }
        out += fmt::format("{}_bucket{} {}\n", name,
                           label_text(labels, fmt::format("le=\"{}\"", bound)), seen);
    }
    while (index < histogram_buckets::kCount) seen += latency.bucket(index++);
    out += fmt::format("{}_bucket{} {}\n", name, label_text(labels, "le=\"+Inf\""), seen);
    out += fmt::format("{}_sum{} {}\n", name, label_text(labels),
                       static_cast<double>(latency.sum_ns()) / 1e9);
    out += fmt::format("{}_count{} {}\n", name, label_text(labels), seen);
}

/// Latency is 19 KiB: kept behind a pointer so that the others stay small.
using Value =
    std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Latency>>;

struct Series {
    Labels labels;
    Value value;
};

struct Family {
    std::string type;
    std::string help;
    std::vector<Series> series;
};

}  // namespace

struct Metrics::Impl {
    template <class T>
    T& find(const std::string& name, const char* type, const std::string& help, Labels labels) {
        assert(is_metric_name(name));
        const std::lock_guard lock(mutex);
        Family& family = families[name];
        if (family.type.empty()) {
            family.type = type;
            family.help = help;
        }
        assert(family.type == type);
        if (family.series.size() >= kSeriesMax && !held<T>(family, labels)) {
            for (auto& label : labels) label.second = "other";
        }
        if (T* known = held<T>(family, labels)) return *known;
        family.series.push_back({std::move(labels), std::make_unique<T>()});
        return *std::get<std::unique_ptr<T>>(family.series.back().value);
    }

    template <class T>
    static T* held(const Family& family, const Labels& labels) {
        const auto found = std::ranges::find(family.series, labels, &Series::labels);
        if (found == family.series.end()) return nullptr;
        return std::get<std::unique_ptr<T>>(found->value).get();
    }

    mutable std::mutex mutex;
    std::map<std::string, Family> families;
    std::vector<std::function<void()>> refreshers;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {
    const BuildInfo build = build_info();
    gauge("usher_build_info", "What runs here; always 1.",
          {{"version", std::string(build.version)}, {"revision", std::string(build.revision)}})
        .set(1);
}
Metrics::~Metrics() = default;

Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
    assert(name.ends_with("_total"));
    return impl_->find<Counter>(name, "counter", help, labels);
}

Gauge& Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    return impl_->find<Gauge>(name, "gauge", help, labels);
}

Latency& Metrics::latency(const std::string& name, const std::string& help, const Labels& labels) {
    assert(name.ends_with("_seconds"));
    return impl_->find<Latency>(name, "histogram", help, labels);
}

void Metrics::before_render(std::function<void()> refresh) {
    const std::lock_guard lock(impl_->mutex);
    impl_->refreshers.push_back(std::move(refresh));
}

std::string Metrics::render() const {
    std::vector<std::function<void()>> refreshers;
    {
        const std::lock_guard lock(impl_->mutex);
        refreshers = impl_->refreshers;
    }
    for (const auto& refresh : refreshers) refresh();  // unlocked: it may register

    std::string out;
    const std::lock_guard lock(impl_->mutex);
    for (const auto& [name, family] : impl_->families) {
        out += "# HELP " + name + ' ';
        append_escaped(out, family.help, false);
        out += "\n# TYPE " + name + ' ' + family.type + '\n';
        for (const Series& series : family.series) {
            std::visit(overloaded{
                           [&](const std::unique_ptr<Counter>& c) {
                               out += fmt::format("{}{} {}\n", name, label_text(series.labels),
                                                  c->value());
                           },
                           [&](const std::unique_ptr<Gauge>& g) {
                               out += fmt::format("{}{} {}\n", name, label_text(series.labels),
                                                  g->value());
                           },
                           [&](const std::unique_ptr<Latency>& l) {
                               render_latency(out, name, series.labels, *l);
                           },
                       },
                       series.value);
        }
    }
    return out + process_metrics();
}

}  // namespace usher::ops
