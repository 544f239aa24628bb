package io.minos.scenarios.runner;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** Prints the progress: one line that changes on a terminal, a line every five seconds elsewhere. */
public final class ProgressPrinter implements AutoCloseable {
    private static final long TERMINAL_MILLIS = 200;
    private static final long PLAIN_MILLIS = 5_000;
    private static final String CLEAR_REST = "\u001b[K";

    private final Supplier<String> line;
    private final PrintWriter out;
    private final boolean terminal;
    private final boolean last;
    private final Thread thread;

    /** @param line what is going on, without its end; asked from a thread of the printer's own */
    public ProgressPrinter(Supplier<String> line, PrintWriter out, boolean terminal) {
        this(line, out, terminal, true);
    }

    /** @param last whether the state at the end is shown too; without, what is short shows nothing */
    public ProgressPrinter(Supplier<String> line, PrintWriter out, boolean terminal, boolean last) {
        this.line = line;
        this.out = out;
        this.terminal = terminal;
        this.last = last;
        this.thread = new Thread(this::print, "progress");
        thread.setDaemon(true);
        thread.start();
    }

    private void print() {
        try {
            while (true) {
                Thread.sleep(terminal ? TERMINAL_MILLIS : PLAIN_MILLIS);
                show();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void show() {
        if (terminal) {
            out.print("\r" + line.get() + CLEAR_REST);
        } else {
            out.println(line.get());
        }
        out.flush();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (last) {
            show();
        }
        if (terminal) {
            out.println();
        }
    }
}
