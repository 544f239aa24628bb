package io.minos.scenarios.cli;

import java.io.PrintWriter;
import java.nio.file.Path;

/** Says what is left when a run is interrupted, by Ctrl-C or a signal; the cluster stops itself. */
final class Interruption implements AutoCloseable {
    private final Thread hook;

    Interruption(PrintWriter out, Path directory) {
        hook = new Thread(() -> {
            out.println();
            out.println("interrupted; the nodes are stopped, and what was recorded is in " + directory);
            out.flush();
        }, "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it is running
        }
    }
}
