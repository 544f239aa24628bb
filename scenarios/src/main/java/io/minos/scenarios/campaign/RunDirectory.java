package io.minos.scenarios.campaign;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.check.Checks;
import io.minos.checker.check.FaultsEffective;
import io.minos.checker.check.InnerPromises;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.HistoryWriter;
import io.minos.checker.verdict.Judgement;
import io.minos.node.sim.EventLog;
import io.minos.reports.Reports;
import io.minos.scenarios.runner.Run;
import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.Violation;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A simulation written down as a real run is: the same history, judgement and reports, and besides the scenario that replays it
 * and every event of its world.
 */
public final class RunDirectory {
    public static final String SCENARIO = "scenario.yaml";
    public static final String EVENTS = "events.log";

    /** How many of the last transitions the history keeps with a broken promise; {@link #EVENTS} has all. */
    private static final int LAST = 24;
    private static final String CHECKS = "checks";
    /** Whether the faults of one simulation did something is told, and decides nothing: what is drawn may come to nothing. */
    private static final String FAULTS = new FaultsEffective().name();

    private RunDirectory() {}

    /**
     * What a simulation is called in its reports.
     *
     * @param command does it again
     * @param version of Minos, with the commit when it is known
     */
    public record Origin(String command, String version, Duration timePerCheck) {}

    /**
     * Plays once more, with every event written to {@link #EVENTS}; judges, and writes the rest.
     *
     * @param directory new or empty
     * @param played before
     * @throws IllegalStateException it went differently this time
     */
    public static Judgement write(Path directory, Played played, Replayer replayer, Origin origin) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(SCENARIO), Replayable.file(played));
        Played again = replayed(directory.resolve(EVENTS), played, replayer);
        HistoryWriter.write(directory.resolve(Reports.HISTORY), events(again, origin));
        if (again.eventHash() != played.eventHash()) {
            throw new IllegalStateException("seed " + played.seed() + " went differently when it was played again: hash "
                    + Long.toHexString(again.eventHash()) + " after " + Long.toHexString(played.eventHash()));
        }
        return Run.judge(directory, Map.of(), origin.timePerCheck());
    }

    private static Played replayed(Path file, Played played, Replayer replayer) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW)) {
            EventLog.legend().forEach(line -> append(out, "# " + line));
            return replayer.play(played.scenario(), played.seed(), line -> append(out, line));
        }
    }

    private static void append(BufferedWriter out, String line) {
        try {
            out.write(line);
            out.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As played, with what a person wants to know in the first, and the promise that was broken inside as the last. */
    private static List<Event> events(Played played, Origin origin) {
        List<Event> events = new ArrayList<>(played.history().size() + 1);
        played.history().forEach(event -> events.add(event.f().equals(F.RUN) && event.value() instanceof ObjectNode run ? run(event, run.deepCopy(), played, origin) : event));
        played.violation().filter(violation -> !Checks.names().contains(violation.promise())).ifPresent(violation -> events.add(broken(played, violation)));
        return events;
    }

    private static Event run(Event event, ObjectNode run, Played played, Origin origin) {
        run.put("command", origin.command()).put("version", origin.version()).put("java", Runtime.version().toString())
                .put("eventHash", Long.toHexString(played.eventHash())).put(InnerPromises.SIMULATED, true);
        checks(played).forEach(run.putArray(CHECKS)::add);
        return new Event(event.index(), event.timeNanos(), event.process(), event.node(), event.type(), event.f(), run, event.error(), event.facts());
    }

    /** Those that judged it when it was played, and the one about what is not in the history. */
    private static Set<String> checks(Played played) {
        Set<String> names = new LinkedHashSet<>(played.scenario().scenario().checks());
        if (names.isEmpty()) {
            Checks.concerning(History.of(played.history()), Map.of()).forEach(check -> names.add(check.name()));
        }
        names.remove(FAULTS);
        names.add(InnerPromises.NAME);
        return names;
    }

    private static Event broken(Played played, Violation violation) {
        ObjectNode value = JsonNodeFactory.instance.objectNode().put("promise", violation.promise()).put("detail", violation.detail());
        List<String> newest = played.newest();
        newest.subList(Math.max(0, newest.size() - LAST), newest.size()).forEach(value.putArray("last")::add);
        Event last = played.history().get(played.history().size() - 1);
        return new Event(last.index() + 1, Math.max(last.timeNanos(), played.simulatedNanos()), Event.RUNNER, null, Event.Type.INFO, F.BROKEN_PROMISE, value, null, null);
    }
}
