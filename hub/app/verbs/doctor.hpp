// `usher doctor`: looks at an installation, running or not, and says what to do. It changes
// nothing; the checks lie in hub/app/doctor.
#pragma once

#include "hub/app/verbs/check_config.hpp"

namespace usher::app {

struct DoctorOptions {
    InstallationPlace installation;
    std::filesystem::path backups;  ///< a folder of backups; empty: not looked at
    bool quick = false;
    bool json = false;
};
/// 0 all is well, 1 warnings, 2 something fails.
int run_doctor(const DoctorOptions& options);

}  // namespace usher::app
