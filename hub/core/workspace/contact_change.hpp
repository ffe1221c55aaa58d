// Marks a contact as changed by an event and keeps its place among the quiet ones. Used by apply() only.
#pragma once

#include "hub/core/model/workspace.hpp"

namespace usher::core {

/// Takes the contact out of the index, and puts it back as it is at the end of the scope.
class ContactChange {
  public:
    ContactChange(Workspace& workspace, Contact& contact, const Event& event)
        : workspace_(workspace), contact_(contact) {
        if (contact.open == 0) workspace.quiet_contacts.erase({contact.changed, contact.id});
        contact.last_change = std::max(contact.last_change, event.recorded);
        contact.changed = workspace.version;
    }
    ~ContactChange() {
        if (contact_.open == 0) workspace_.quiet_contacts.insert({contact_.changed, contact_.id});
    }
    ContactChange(const ContactChange&) = delete;
    ContactChange& operator=(const ContactChange&) = delete;

  private:
    Workspace& workspace_;
    Contact& contact_;
};

}  // namespace usher::core
