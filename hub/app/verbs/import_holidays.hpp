// `usher sla import-holidays`: an iCalendar file as closed days of a calendar, in the JSON that
// `usher sla check` reads. Needs no hub and changes nothing.
#pragma once

#include <filesystem>
#include <string>

namespace usher::app {

struct ImportHolidaysOptions {
    std::filesystem::path file;  ///< "-" is standard input
    std::string calendar;
    std::filesystem::path into;  ///< a policy file that has the calendar; empty: none
    int from = 0;                ///< 0: this year
    int years = 3;
};

int run_import_holidays(const ImportHolidaysOptions& options);

}  // namespace usher::app
