package io.minos.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The flags about logs: etcd 3.4's rules and words (embed/config_logging.go). */
final class LogFlags {
    private static final String DEFAULT = "default";
    private static final Set<String> OF_TEXT = Set.of(DEFAULT, LogOptions.STDERR, LogOptions.STDOUT);

    private LogFlags() {}

    static LogOptions read(String logger, String level, String outputs) throws ConfigException {
        List<String> given = new ArrayList<>(new TreeSet<>(List.of(outputs.split(",", -1))));
        switch (logger) {
            case "capnslog" -> checkText(given);
            case "zap" -> checkJson(given);
            default -> throw refusal("unknown logger option \"" + logger + "\"");
        }
        return new LogOptions(logger.equals("zap"), level, given.stream().map(output -> output.equals(DEFAULT) ? LogOptions.STDERR : output).toList());
    }

    private static void checkText(List<String> outputs) throws ConfigException {
        if (outputs.size() != 1) {
            throw refusal("--logger=capnslog supports only 1 value in '--log-outputs', got " + quoted(outputs));
        }
        if (!OF_TEXT.contains(outputs.get(0))) {
            throw refusal("unknown log-output \"" + outputs.get(0) + "\" (only supports \"default\", \"stderr\", \"stdout\")");
        }
    }

    private static void checkJson(List<String> outputs) throws ConfigException {
        if (outputs.size() > 1 && outputs.contains(DEFAULT)) {
            throw refusal("multi logoutput for \"default\" is not supported yet");
        }
        if (outputs.size() > 1 && outputs.contains(LogOptions.JOURNAL)) {
            throw refusal("running with systemd/journal but other '--log-outputs' values (" + quoted(outputs)
                    + ") are configured with 'default'; override 'default' value with something else");
        }
    }

    private static String quoted(List<String> outputs) {
        return outputs.stream().map(output -> "\"" + output + "\"").collect(Collectors.joining(" ", "[", "]"));
    }

    private static ConfigException refusal(String why) {
        return new ConfigException(ConfigException.INVALID, why);
    }
}
