package io.minos.nemesis.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The state of processes, from {@code /proc} (proc(5)). */
public final class ProcFs {
    private ProcFs() {}

    /**
     * The state letter of {@code /proc/PID/stat}: {@code R} running, {@code S} sleeping, {@code T} stopped, {@code Z} dead but
     * not yet waited for …; empty when there is no such process.
     */
    public static Optional<Character> state(long pid) {
        return stat(pid).map(fields -> fields[0].charAt(0));
    }

    /** When the process began, in ticks since the machine did; tells it from a later one of the same pid. */
    public static Optional<Long> startTicks(long pid) {
        return stat(pid).map(fields -> Long.parseLong(fields[19]));
    }

    /** The fields of {@code /proc/PID/stat} from the state on. */
    private static Optional<String[]> stat(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The command's name is in parentheses and may hold anything, so the state is what follows the last of them.
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        } catch (IOException | IndexOutOfBoundsException e) {
            // There is no such process, or it ended while its file was read.
            return Optional.empty();
        }
    }

    /** Whether the process runs, stopped or not. */
    public static boolean alive(long pid) {
        return state(pid).filter(state -> state != 'Z' && state != 'X').isPresent();
    }
}
