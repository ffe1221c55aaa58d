#include "hub/app/command_line.hpp"

int main(int argc, char** argv) {
    return usher::app::run_command_line(argc, argv);
}
