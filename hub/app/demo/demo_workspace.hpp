// The demo's company: a small lamp shop with two queues, one web inbox and four agents. Made once,
// in a rehearsal, when the demo starts on an empty data folder.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "hub/engine/rehearsal.hpp"

namespace usher::app {

inline constexpr std::string_view kDemoSiteKey = "site_demo";

struct DemoAgent {
    AgentId id;
    std::string email;
    std::string password;
    std::string display_name;
    core::AgentRole role = core::AgentRole::agent;
    std::uint32_t capacity = 5;
    std::vector<QueueId> queues;
};

struct DemoWorkspace {
    WorkspaceId workspace;
    InboxId inbox;
    QueueId support;
    QueueId sales;
    std::vector<DemoAgent> agents;
};

/// The agents a demo always has; ids and queues are filled by define_demo.
std::vector<DemoAgent> demo_agents();

/// Defines everything at the rehearsal's present instant.
DemoWorkspace define_demo(engine::Rehearsal& play);

}  // namespace usher::app
