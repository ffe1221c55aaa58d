#include "hub/core/sla/rules.hpp"

namespace usher::core {
namespace {

template <class T>
const T* version_of(const std::map<std::string, SlaVersions<T>>& table, const std::string& name,
                    std::uint32_t version) {
    const auto found = table.find(name);
    return found == table.end() ? nullptr : found->second.of(version).get();
}

}  // namespace

std::map<std::string, const Calendar*> SlaRules::live_calendars() const {
    std::map<std::string, const Calendar*> live;
    for (const auto& [name, versions] : calendars) {
        if (!versions.removed) live.emplace(name, versions.current().value.get());
    }
    return live;
}

const Calendar* SlaRules::calendar(const std::string& name, std::uint32_t version) const {
    return version_of(calendars, name, version);
}

const SlaPolicyDefinition* SlaRules::policy(const std::string& name, std::uint32_t version) const {
    return version_of(policies, name, version);
}

}  // namespace usher::core
