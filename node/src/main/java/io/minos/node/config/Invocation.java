package io.minos.node.config;

import java.util.List;

/** What a command line asks for. */
public sealed interface Invocation {
    /** @param notices lines for the log: flags that are accepted and ignored, environment variables used */
    record Run(NodeConfig config, List<String> notices) implements Invocation {
        public Run {
            notices = List.copyOf(notices);
        }
    }

    /** Print this to stdout and exit with 0: help, version. */
    record Print(String text) implements Invocation {}

    /** Print these lines to stderr and exit with this code. */
    record Refuse(String text, int exitCode) implements Invocation {}
}
