// A contact centre in virtual time on the real core: customers come by chance, lose patience by
// chance, and talk as long as they do; agents answer whatever routing gives them. Beside it the
// same centre by queueing theory.
#pragma once

#include <cmath>
#include <queue>
#include <random>

#include "tests/support/story.hpp"

namespace usher::test {

struct CentreOptions {
    int agents = 10;
    double arrivals_per_s = 1;
    double served_per_s = 1.0 / 300;
    double gives_up_per_s = 1.0 / 600;
    int customers = 10'000;
    std::uint64_t seed = 1;
};

struct CentreFigures {
    int came = 0;
    int within = 0;  ///< served within the limit
    int gave_up = 0;
    int told = 0;        ///< were told how long it may take, and were served
    int not_longer = 0;  ///< of those: did not wait longer
    int in_range = 0;    ///< waited within the range
    double share(int n, int of) const { return of == 0 ? 0 : static_cast<double>(n) / of; }
};

class ContactCentre {
  public:
    ContactCentre(const CentreOptions& options, std::chrono::seconds limit)
        : options_(options), limit_(limit), random_(options.seed) {
        for (int i = 0; i < options.agents; ++i) story_.online("agent " + std::to_string(i), 1);
        story_.hire("Lea", 1, core::AgentRole::supervisor);
    }

    CentreFigures run() {
        at(draw(options_.arrivals_per_s), Kind::arrival, {});
        while (!steps_.empty()) {
            const auto step = steps_.top();
            steps_.pop();
            story_.play.until(std::max(step.at, story_.play.now()));
            switch (step.kind) {
                case Kind::arrival:
                    arrive();
                    break;
                case Kind::end_of_service:
                    end(step.conversation, {});
                    break;
                case Kind::end_of_patience:
                    if (waits(step.conversation)) {
                        ++figures_.gave_up;
                        end(step.conversation, "Lea");
                    }
                    break;
            }
            follow();
        }
        return figures_;
    }

  private:
    enum class Kind { arrival, end_of_service, end_of_patience };
    struct Step {
        Timestamp at;
        Kind kind;
        ConversationId conversation;
        bool operator<(const Step& other) const { return at > other.at; }  // the soonest on top
    };
    struct Customer {
        Timestamp came{};
        core::WaitRange told;
    };

    std::chrono::microseconds draw(double rate_per_s) {
        std::exponential_distribution<double> wait(rate_per_s);
        return std::chrono::microseconds(static_cast<std::int64_t>(wait(random_) * 1e6));
    }
    void at(Duration after, Kind kind, ConversationId conversation) {
        steps_.push({story_.play.now() + after, kind, conversation});
    }
    bool waits(ConversationId id) const {
        const auto* conversation = story_.play.workspace().find(id);
        return conversation != nullptr && conversation->waiting();
    }
    void arrive() {
        const auto name = "c" + std::to_string(figures_.came++);
        story_.customer_writes(name, "hello");
        const auto id = story_.conversation(name).id;
        customers_[id].came = story_.play.now();
        at(draw(options_.gives_up_per_s), Kind::end_of_patience, id);
        if (figures_.came < options_.customers) {
            at(draw(options_.arrivals_per_s), Kind::arrival, {});
        }
    }
    void end(ConversationId id, const std::string& by) {
        const auto caller =
            by.empty() ? story_.play.workspace().find(id)->assignee : story_.agents.at(by);
        story_.play.submit(core::Actor::agent(caller), core::ResolveConversation{id});
    }
    /// What the hub decided since.
    void follow() {
        const auto& log = story_.play.log();
        for (; read_ < log.size(); ++read_) {
            for (const auto& event : log[read_].events) {
                auto& customer = customers_[event.conversation];
                if (const auto* began = std::get_if<core::WaitBegan>(&event.body))
                    customer.told = began->range;
                if (!std::holds_alternative<core::ConversationAssigned>(event.body)) continue;
                at(draw(options_.served_per_s), Kind::end_of_service, event.conversation);
                const auto waited = event.occurred - customer.came;
                figures_.within += waited <= limit_;
                if (!customer.told.known()) continue;
                ++figures_.told;
                const bool longer = waited > std::chrono::seconds(customer.told.most + 1);
                figures_.not_longer += !longer;
                figures_.in_range += !longer && waited >= std::chrono::seconds(customer.told.half);
            }
        }
    }

    CentreOptions options_;
    std::chrono::seconds limit_;
    std::mt19937_64 random_;
    Story story_;
    std::priority_queue<Step> steps_;
    std::map<ConversationId, Customer> customers_;
    std::size_t read_ = 0;
    CentreFigures figures_;
};

/// Erlang A: the share of all who come that is served within `limit_s`, by the stationary
/// probabilities of the birth-and-death process and the time through the line of one who meets k
/// before him.
inline double service_level(const CentreOptions& o, double limit_s) {
    constexpr int kLineMax = 400;
    const int n = o.agents;
    std::vector<double> state(static_cast<std::size_t>(n + kLineMax), 0);
    state[0] = 1;
    double sum = 1;
    for (std::size_t i = 1; i < state.size(); ++i) {
        const double busy = std::min<double>(static_cast<double>(i), n);
        const double line = std::max<double>(static_cast<double>(i) - n, 0);
        state[i] =
            state[i - 1] * o.arrivals_per_s / (busy * o.served_per_s + line * o.gives_up_per_s);
        sum += state[i];
    }
    double served = 0;
    for (int i = 0; i < n; ++i) served += state[static_cast<std::size_t>(i)] / sum;
    std::vector<double> before(kLineMax, 0);  // how likely one waits with so many before him
    for (std::size_t k = 0; k < before.size(); ++k)
        before[k] = state[static_cast<std::size_t>(n) + k] / sum;
    constexpr double kStep = 0.01;
    for (double t = 0; t < limit_s; t += kStep) {
        const double freed = n * o.served_per_s;
        served += before[0] * freed * kStep;
        for (std::size_t k = 0; k < before.size(); ++k) {
            const double out = freed + static_cast<double>(k + 1) * o.gives_up_per_s;
            const double in =
                k + 1 < before.size()
                    ? before[k + 1] * (freed + static_cast<double>(k + 1) * o.gives_up_per_s)
                    : 0;
            before[k] += kStep * (in - before[k] * out);
        }
    }
    return served;
}

}  // namespace usher::test
