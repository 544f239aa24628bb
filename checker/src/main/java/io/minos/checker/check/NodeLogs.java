package io.minos.checker.check;

import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** No node panics, dies of a fatal error or prints a stack trace. What to look for is a table. */
public final class NodeLogs implements Check {
    record Sign(String kind, Pattern pattern) {
        Sign(String kind, String regex) {
            this(kind, Pattern.compile(regex));
        }
    }

    /** {@code fault}: the kind of fault that must have been injected for the excuse to hold. */
    record Excuse(Pattern pattern, String fault, String why) {}

    static final List<Sign> SIGNS = List.of(
            // Go's runtime, and etcd's two loggers
            new Sign("panic", "^panic: "),
            new Sign("panic", "\"level\":\"(panic|dpanic)\""),
            new Sign("fatal", "^fatal error: "),
            new Sign("fatal", "\"level\":\"fatal\""),
            new Sign("fatal", "^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+ C \\| "),
            new Sign("race", "^WARNING: DATA RACE"),
            new Sign("stack-trace", "^goroutine \\d+ \\["),
            // the JVM's
            new Sign("fatal", "^# A fatal error has been detected by the Java Runtime Environment"),
            new Sign("fatal", "java\\.lang\\.(OutOfMemoryError|StackOverflowError|NoClassDefFoundError|NoSuchMethodError)"),
            new Sign("panic", "^Exception in thread \""),
            new Sign("panic", "\\b[Ii]nvariant (violated|broken|failed)"),
            new Sign("stack-trace", "^\\s*at [\\w.$/]+\\.[\\w$<>]+\\((\\w+\\.java:\\d+|Native Method|Unknown Source)\\)"),
            new Sign("fatal", "\\bFATAL\\b"));

    static final List<Excuse> EXCUSES = List.of(
            new Excuse(Pattern.compile("no space left on device"), "disk-full", "etcd stops itself when its write-ahead log cannot be written; that is its documented answer to a full disk"));

    private static final int LINE_SHOWN_MAX = 300;

    private final Map<String, Supplier<Stream<String>>> logs;

    /** @param logs each node's log, line by line; a stream is closed after use */
    public NodeLogs(Map<String, Supplier<Stream<String>>> logs) {
        this.logs = new TreeMap<>(logs);
    }

    @Override
    public String name() {
        return "node-logs";
    }

    @Override
    public boolean concerns(History history) {
        return !logs.isEmpty();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "No node panics, dies of a fatal error or prints a stack trace.");
        List<String> faults = history.notes(F.FAULT_INJECT).stream().map(event -> event.value() == null ? "" : event.value().path("kind").asText()).toList();
        long[] lines = {0};
        List<String> excused = new ArrayList<>();
        for (Map.Entry<String, Supplier<Stream<String>>> log : logs.entrySet()) {
            try (Stream<String> all = log.getValue().get()) {
                all.forEach(line -> {
                    lines[0]++;
                    judge(log.getKey(), line, faults, excused, ruling);
                });
            }
        }
        ruling.fact("lines", lines[0]);
        if (!excused.isEmpty()) ruling.fact("excused", excused.stream().distinct().toList());
        if (lines[0] == 0) ruling.doubt("no node's log was given, or all are empty");
        return ruling.result(Quantity.of(lines[0], "line") + " of " + Quantity.of(logs.size(), "node") + " without a panic, fatal error or stack trace");
    }

    private static void judge(String node, String line, List<String> faults, List<String> excused, Ruling ruling) {
        Optional<Sign> sign = SIGNS.stream().filter(one -> one.pattern().matcher(line).find()).findFirst();
        if (sign.isEmpty()) return;
        Optional<Excuse> excuse = EXCUSES.stream().filter(one -> faults.contains(one.fault()) && one.pattern().matcher(line).find()).findFirst();
        if (excuse.isPresent()) {
            excused.add(node + ": " + excuse.get().why());
            return;
        }
        String shown = line.length() > LINE_SHOWN_MAX ? line.substring(0, LINE_SHOWN_MAX) + "…" : line;
        ruling.anomaly(sign.get().kind(), node + " logged: " + shown.strip(), null, List.of(), List.of(shown));
    }
}
