#include "hub/app/verbs/doctor.hpp"

#include <iostream>

#include "hub/app/doctor/checks.hpp"
#include "hub/app/exit_codes.hpp"
#include "hub/app/node_identity.hpp"
#include "hub/app/verbs/check_config.hpp"
#include "hub/log/embedded_address.hpp"

namespace usher::app {

int run_doctor(const DoctorOptions& options) {
    auto loaded = load_or_complain(options.installation);
    if (!loaded) return kWrongInput;
    Patient patient;
    patient.loaded = std::move(*loaded);
    patient.config_file = options.installation.config;
    patient.backups = options.backups;
    patient.quick = options.quick;
    const std::filesystem::path folder = patient.config().data.folder;
    patient.embedded = log::running_embedded_address(folder / "redis").value_or("");
    patient.running = node_is_taken(folder, patient.config().node.name);

    net::Loop loop;
    Findings findings;
    findings.ok(patient.running ? "hub: runs" : "hub: is stopped, or runs elsewhere");
    check_configuration(patient, findings);
    check_folder(patient, findings);
    check_listen(patient, findings);
    check_tls(patient, loop.now(), findings);
    const auto store = check_store(patient, loop.now(), findings);
    if (check_redis(patient, loop, findings) && store) {
        check_logs(patient, loop, *store, findings);
    }
    check_backups(patient, loop.now(), findings);
    std::cout << (options.json ? findings_json(findings, patient.running)
                               : findings_text(findings));
    return static_cast<int>(findings.worst());
}

}  // namespace usher::app
