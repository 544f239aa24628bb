package io.minos.reports;

import io.minos.checker.verdict.Judgement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the history's first line says about the run, as labels and texts; and the commands to do it again. */
record RunFacts(Map<String, Object> run, String directory) {
    /** The run's own command line, when it recorded one. */
    private static final String COMMAND = "command";

    private static final Set<String> ABBREVIATIONS = Set.of("jdk", "jvm", "os", "cpu", "url");

    /** Without the command, which is shown by itself. */
    Map<String, String> labelled() {
        Map<String, String> facts = new LinkedHashMap<>();
        run.forEach((name, value) -> {
            if (!name.equals(COMMAND) && !text(value).isEmpty()) {
                facts.put(label(name), text(value));
            }
        });
        return facts;
    }

    /** The fact's text, or what to say instead. */
    String text(String name, String otherwise) {
        return run.containsKey(name) ? text(run.get(name)) : otherwise;
    }

    /** The command that does the run again. */
    String again() {
        if (run.get(COMMAND) instanceof String command) {
            return command;
        }
        StringBuilder command = new StringBuilder("./minos run");
        append(command, " ", "scenario");
        append(command, " --target ", "target");
        append(command, " --seed ", "seed");
        return command.toString();
    }

    /** The command that judges the recorded history again. */
    String recheck() {
        return "./minos recheck " + quoted(directory);
    }

    private void append(StringBuilder command, String option, String name) {
        if (run.containsKey(name)) {
            command.append(option).append(quoted(text(run.get(name))));
        }
    }

    private static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /** {@code peerUrls} is "Peer urls", {@code jdk} is "JDK". */
    static String label(String name) {
        if (ABBREVIATIONS.contains(name)) {
            return name.toUpperCase(Locale.ROOT);
        }
        String words = name.replaceAll("([a-z0-9])([A-Z])", "$1 $2").replaceAll("[_-]", " ").toLowerCase(Locale.ROOT);
        return words.isEmpty() ? words : words.substring(0, words.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT) + words.substring(words.offsetByCodePoints(0, 1));
    }

    static String text(Object value) {
        if (value instanceof Collection<?> many) {
            return many.stream().map(RunFacts::text).collect(Collectors.joining(", "));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(e -> e.getKey() + " " + text(e.getValue())).collect(Collectors.joining(", "));
        }
        return String.valueOf(value);
    }

    static RunFacts of(Judgement judgement, String directory) {
        return new RunFacts(judgement.run(), directory);
    }
}
