#include "hub/gateway/http/page_routes.hpp"

#include <algorithm>

#include "hub/gateway/http/problem.hpp"

namespace usher::gateway {
namespace {

net::HttpResponse missing() {
    return problem(404, "not_found", "There is no such file.");
}

net::HttpResponse redirect(unsigned status, std::string to) {
    return net::HttpResponse{.status = status, .headers = {}, .body = nullptr}.with("Location",
                                                                                    std::move(to));
}

std::optional<net::HttpResponse> file(const std::optional<StaticFiles>& files, const Call& call,
                                      std::string_view name) {
    return files ? files->serve(call.request, name) : std::nullopt;
}

void replace(net::HttpResponse& response, std::string_view name, std::string value) {
    const auto header =
        std::ranges::find_if(response.headers, [&](const auto& h) { return h.first == name; });
    if (header != response.headers.end()) header->second = std::move(value);
}

}  // namespace

void PageRoutes::home(Call call) const {
    call.answer(redirect(302, "/console/"));
}

void PageRoutes::console(Call call) const {
    const std::string name = call.params.at(0);
    if (auto found = file(pages_.console, call, name.empty() ? "index.html" : name)) {
        return call.answer(std::move(*found));
    }
    const bool place = name.substr(name.rfind('/') + 1).find('.') == std::string::npos;
    auto index = place ? file(pages_.console, call, "index.html") : std::nullopt;
    call.answer(index ? std::move(*index) : missing());
}

void PageRoutes::widget_loader(Call call) const {
    auto found = file(pages_.widget, call, "widget.js");
    if (!found) return call.answer(missing());
    // Pages of other sites ask for it on each view; five minutes spare them a round trip.
    replace(*found, "Cache-Control", "public, max-age=300");
    call.answer(std::move(*found));
}

void PageRoutes::widget(Call call) const {
    auto found = file(pages_.widget, call, "widget/" + call.params.at(0));
    call.answer(found ? std::move(*found) : missing());
}

void PageRoutes::shop(Call call) const {
    const std::string& name = call.params.at(0);
    const bool folder = name.empty() || name.ends_with('/');
    auto found = file(pages_.shop, call, folder ? name + "index.html" : name);
    call.answer(found ? std::move(*found) : missing());
}

}  // namespace usher::gateway
