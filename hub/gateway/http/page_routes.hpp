// The built pages at their addresses: the console as a single-page application, the widget's loader
// and chunks, the demo's shop. Called by HttpApi on the loop.
#pragma once

#include <optional>

#include "hub/gateway/http/call.hpp"
#include "hub/gateway/http/static_files.hpp"

namespace usher::gateway {

/// What is not there answers 404 with a sentence.
struct Pages {
    std::optional<StaticFiles> console;
    std::optional<StaticFiles> widget;  ///< widget.js, and its chunks in widget/
    std::optional<StaticFiles> shop;
};

class PageRoutes {
  public:
    explicit PageRoutes(Pages pages) : pages_(std::move(pages)) {}

    void home(Call call) const;
    /// Paths without a dot in their last part are places inside the application: index.html.
    void console(Call call) const;
    void widget_loader(Call call) const;
    void widget(Call call) const;
    void shop(Call call) const;

  private:
    Pages pages_;
};

}  // namespace usher::gateway
