package io.minos.nemesis.process;

import java.io.IOException;
import java.util.List;

/** Signals that Java has no call for. */
public enum Signal {
    STOP,
    CONT;

    /** @throws IOException the process is gone or not ours; the message is the shell's */
    public void send(long pid) throws IOException {
        // The shell's own kill: a machine without procps has no other.
        Commands.run(List.of("sh", "-c", "kill -" + name() + " \"$1\"", "sh", Long.toString(pid)));
    }
}
