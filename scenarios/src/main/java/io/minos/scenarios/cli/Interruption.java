package io.minos.scenarios.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** Says what is left when something is interrupted, by Ctrl-C or a signal. */
final class Interruption implements AutoCloseable {
    private final Thread hook;

    Interruption(PrintWriter out, Supplier<String> left) {
        hook = new Thread(() -> {
            out.println();
            out.println("interrupted; " + left.get());
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
