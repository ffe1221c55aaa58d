// What the program's exit status means; the same for every verb and in docs/configuration.md.
#pragma once

namespace usher::app {

enum ExitCode : int {
    kDone = 0,
    kFailed = 1,       ///< it started and then failed
    kWrongInput = 2,   ///< command line, configuration or an input file
    kCannotStart = 3,  ///< something it needs is missing, damaged or in use
};

}  // namespace usher::app
