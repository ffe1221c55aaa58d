#include "tests/chaos/stage/metrics_page.hpp"

#include <sstream>

#include "tests/chaos/stage/http_get.hpp"

namespace usher::chaos {

double metric(std::uint16_t port, const std::string& name) {
    const auto page = http_get(port, "/metrics", {}, std::chrono::milliseconds(500));
    if (!page) return 0;
    std::istringstream lines(page->body);
    double sum = 0;
    for (std::string line; std::getline(lines, line);) {
        const bool ours =
            line.starts_with(name) &&
            (line.size() > name.size() && (line[name.size()] == ' ' || line[name.size()] == '{'));
        if (ours) sum += std::stod(line.substr(line.rfind(' ')));
    }
    return sum;
}

}  // namespace usher::chaos
