// Keeps what routing looks up in step with agents and conversations. Used by apply() and where indexes are
// made anew; each change takes its subject out first and puts it back at the end of the scope.
#pragma once

#include "hub/core/model/workspace.hpp"

namespace usher::core {

/// An agent's place among the free ones of his queues.
class AgentChange {
  public:
    /// `anything`: more than his load may change, so that he may fit where he did not.
    AgentChange(Workspace& workspace, Agent& agent, bool anything = false);
    ~AgentChange();
    AgentChange(const AgentChange&) = delete;
    AgentChange& operator=(const AgentChange&) = delete;

  private:
    Workspace& workspace_;
    Agent& agent_;
    bool anything_;
    bool was_free_;
    std::size_t conversations_;  ///< and not units: what weighs nothing may have a limit of its own
};

/// A conversation's place in its line, among what an agent holds, and among the deadlines.
class LineChange {
  public:
    LineChange(Workspace& workspace, Conversation& conversation);
    ~LineChange();
    LineChange(const LineChange&) = delete;
    LineChange& operator=(const LineChange&) = delete;

  private:
    Workspace& workspace_;
    Conversation& conversation_;
    QueueId line_;  ///< empty when it was in none
    std::optional<Demand> demand_;
    WaitingPlace place_;
    AgentId owner_;
    AgentId asked_;
};

/// Puts one in that was in no index; agents who hold it are ranked afterwards.
void index_line(Workspace& workspace, const Conversation& conversation);
/// The free agents of all queues, from nothing.
void rank_agents(Workspace& workspace);
/// The queues an agent serves because of his teams.
void find_team_queues(const Workspace& workspace, Agent& agent);
/// Everything that could be given away was: nothing is new any more.
void settled(Workspace& workspace);

}  // namespace usher::core
