#include "hub/app/demo/demo_workspace.hpp"

namespace usher::app {

using namespace std::chrono_literals;

std::vector<DemoAgent> demo_agents() {
    using core::AgentRole;
    return {
        {{}, "anna@fennhale.example", "lamps-and-light-1", "Anna Berg", AgentRole::agent, 6, {}},
        {{}, "ben@fennhale.example", "lamps-and-light-2", "Ben Okafor", AgentRole::agent, 5, {}},
        {{},
         "lea@fennhale.example",
         "lamps-and-light-3",
         "Lea Moreau",
         AgentRole::supervisor,
         4,
         {}},
        {{}, "kai@fennhale.example", "lamps-and-light-4", "Kai Tanaka", AgentRole::admin, 3, {}},
    };
}

DemoWorkspace define_demo(engine::Rehearsal& play) {
    DemoWorkspace demo;
    demo.workspace = play.make_id<WorkspaceId>();
    demo.support = play.make_id<QueueId>();
    demo.sales = play.make_id<QueueId>();
    demo.inbox = play.make_id<InboxId>();
    demo.agents = demo_agents();

    const auto define = [&](core::CommandBody body) {
        play.submit(core::Actor::system(), std::move(body));
    };
    define(core::DefineWorkspace{{demo.workspace, "Fenn & Hale"}});
    define(core::DefineQueue{{demo.support, "Support", 15min, 30min}});
    define(core::DefineQueue{{demo.sales, "Sales", 5min, 10min}});
    define(core::DefineInbox{
        {demo.inbox,
         "Fenn & Hale",
         "web",
         demo.support,
         std::string(kDemoSiteKey),
         {},
         "Hello! Ask us anything about lamps, orders or repairs. A person answers."}});
    for (auto& agent : demo.agents) {
        agent.id = play.make_id<AgentId>();
        agent.queues = {demo.support, demo.sales};
        define(core::RegisterAgent{
            {agent.id, agent.display_name, agent.email, agent.role, agent.capacity, agent.queues}});
    }
    return demo;
}

}  // namespace usher::app
