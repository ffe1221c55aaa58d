// The command line of `usher`: verbs, options and help. Runs the verb and gives the exit status.
#pragma once

namespace usher::app {

int run_command_line(int argc, char** argv);

}  // namespace usher::app
